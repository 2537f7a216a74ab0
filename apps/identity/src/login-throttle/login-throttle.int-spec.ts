import { fakeClock } from '@sentrybox/testing';
import { IdentityApp } from '../../test/identity-app';
import type { Reply } from '../../test/identity-app';
import type { Person } from '../../test/people';
import { aPerson, aSignedInPerson } from '../../test/people';

const quarterMs = 900_000;

describe('I05 guessing of one password', () => {
  let clock: ReturnType<typeof fakeClock>;
  let identity: IdentityApp;
  let person: Person;

  beforeEach(async () => {
    clock = fakeClock(new Date());
    identity = await IdentityApp.start({ clock, environment: { TRUSTED_PROXY_HOPS: '1' } });
    person = await aPerson(identity);
  });
  afterEach(async () => {
    await identity.stop();
  });

  const addressOf = (index: number) => `198.51.${100 + (index >> 8)}.${index & 255}`;
  const logInFrom = (ip: string, password: string, email = person.email): Promise<Reply> =>
    identity.call('POST', '/api/v1/auth/login', { body: { email, password }, headers: { 'x-forwarded-for': ip } });

  /** Wrong passwords from ever new addresses until they are slowed down. */
  async function failUntilSlowed(email = person.email): Promise<Reply> {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      expect((await logInFrom(addressOf(attempt), 'wrong', email)).status).toBe(401);
    }
    return await logInFrom(addressOf(5), 'wrong', email);
  }

  it('is free five times, then waits, twice as long each time, up to a quarter of an hour', async () => {
    const waits: number[] = [];
    let answer = await failUntilSlowed();
    for (let turn = 0; turn < 13; turn += 1) {
      expect([answer.status, answer.headers.get('x-error-code')]).toEqual([429, 'rate_limited']);
      const seconds = Number(answer.headers.get('retry-after'));
      waits.push(seconds);
      clock.advance(seconds * 1_000);
      expect((await logInFrom('203.0.113.7', 'wrong')).status).toBe(401);
      answer = await logInFrom('203.0.113.7', 'wrong');
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
  });

  it('refuses the right password too while it waits, and takes it afterwards', async () => {
    await failUntilSlowed();
    expect((await logInFrom('203.0.113.7', person.password)).status).toBe(429);
    clock.advance(1_000);
    expect((await logInFrom('203.0.113.7', person.password)).status).toBe(200);
    // A success forgets the failures.
    for (let attempt = 0; attempt < 5; attempt += 1) {
      expect((await logInFrom('203.0.113.99', 'wrong')).status).toBe(401);
    }
  });

  it('ends before the 101st of 150 tries from many addresses; who logged in from before still can', async () => {
    const home = '192.0.2.10';
    expect((await logInFrom(home, person.password)).status).toBe(200);
    let checked = 0;
    for (let attempt = 0; attempt < 150; attempt += 1) {
      const { status } = await logInFrom(addressOf(attempt), 'wrong');
      if (status === 401) checked += 1;
      else expect(status).toBe(429);
      clock.advance(quarterMs);
    }
    expect(checked).toBe(100);
    expect((await logInFrom('203.0.113.7', person.password)).status).toBe(429);
    expect((await logInFrom(home, person.password)).status).toBe(200);
  }, 60_000);

  it('locks nobody out for good: a reset opens the account, and so do 30 days', async () => {
    // The way to the hundredth failure is the test above; here it is shortened.
    const lock = async () => {
      await logInFrom(addressOf(0), 'wrong');
      await identity.database.query('UPDATE identity.login_throttle SET failures = 99');
      expect((await logInFrom(addressOf(1), 'wrong')).status).toBe(401);
      expect((await logInFrom('203.0.113.7', person.password)).status).toBe(429);
      clock.advance(29 * 86_400_000);
      expect((await logInFrom('203.0.113.7', person.password)).status).toBe(429);
    };
    await lock();
    clock.advance(86_400_000);
    expect((await logInFrom('203.0.113.7', person.password)).status).toBe(200);
    await identity.database.query('DELETE FROM identity.known_client');
    await lock();
    const admin = await aSignedInPerson(identity, { platformRole: 'admin' });
    const made = await identity.call('POST', `/api/v1/users/${person.id}/password-reset`, { token: admin.token });
    const body = { token: made.body?.data.token, new_password: 'correct horse battery' };
    expect((await identity.call('POST', '/api/v1/auth/password-reset', { body })).status).toBe(204);
    expect((await logInFrom('203.0.113.7', 'correct horse battery')).status).toBe(200);
  });

  it('counts a known client by itself', async () => {
    const home = '192.0.2.10';
    await logInFrom(home, person.password);
    for (let attempt = 0; attempt < 5; attempt += 1) expect((await logInFrom(home, 'wrong')).status).toBe(401);
    expect((await logInFrom(home, person.password)).status).toBe(429);
    expect((await logInFrom('203.0.113.7', person.password)).status).toBe(200);
  });

  it('is slowed down alike for an address that nobody has and for a suspended user', async () => {
    const suspended = await aPerson(identity, { status: 'suspended' });
    const [unknown, wrong] = [await failUntilSlowed('nobody@example.org'), await failUntilSlowed()];
    for (let attempt = 0; attempt < 5; attempt += 1) {
      expect((await logInFrom(addressOf(attempt), suspended.password, suspended.email)).status).toBe(401);
    }
    const inactive = await logInFrom(addressOf(5), suspended.password, suspended.email);
    for (const answer of [unknown, inactive]) {
      expect(answer.status).toBe(wrong.status);
      expect(answer.headers.get('retry-after')).toBe(wrong.headers.get('retry-after'));
      expect({ ...answer.body, request_id: '' }).toEqual({ ...wrong.body, request_id: '' });
    }
  });

  it('survives a flush of Redis, and a spelling of the address does not start anew', async () => {
    await failUntilSlowed();
    await identity.installation.redis.flush();
    expect((await logInFrom('203.0.113.7', 'wrong', person.email.toUpperCase())).status).toBe(429);
  });

  it('lets one attempt into each window, however many come at once', async () => {
    await failUntilSlowed();
    clock.advance(1_000);
    const answers = await Promise.all(Array.from({ length: 30 }, (_, index) => logInFrom(addressOf(index), 'wrong')));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(29);
  });

  it('counts against the current password of the own user too', async () => {
    const { token } = await aSignedInPerson(identity);
    const change = () =>
      identity.call('PUT', '/api/v1/users/me/password', {
        token,
        body: { current_password: 'wrong', new_password: 'correct horse battery' },
      });
    for (let attempt = 0; attempt < 5; attempt += 1) expect((await change()).status).toBe(400);
    expect((await change()).status).toBe(429);
  });
});
