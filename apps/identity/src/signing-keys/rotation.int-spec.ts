import { fakeClock, testInstallation } from '@sentrybox/testing';
import type { TestInstallation } from '@sentrybox/testing';
import { IdentityApp } from '../../test/identity-app';
import { aPerson, aSignedInPerson, logIn } from '../../test/people';
import type { SignedInPerson } from '../../test/people';
import { migrations } from '../migrations';
import { RotateKeysService } from './rotate-keys.service';

const base = '/api/v1/signing-keys';

interface KeyView {
  readonly kid: string;
  readonly state: string;
}

describe('rotation of signing keys', () => {
  let installation: TestInstallation;
  let one: IdentityApp;
  let other: IdentityApp;
  let admin: SignedInPerson;
  const clock = fakeClock();

  beforeEach(async () => {
    installation = await testInstallation([{ app: 'identity', migrations }]);
    one = await IdentityApp.start({ installation, clock });
    other = await IdentityApp.start({ installation, clock });
    admin = await aSignedInPerson(one, { platformRole: 'admin' });
  });
  afterEach(async () => {
    await one.stop();
    await other.stop();
    await installation.drop();
  });

  const call = (method: string, path: string, token = admin.token) => one.call(method, `${base}${path}`, { token });
  const keys = async () => (await call('GET', '')).body?.data as unknown as KeyView[];
  const published = async () =>
    ((await one.call('GET', '/.well-known/jwks.json')).body as unknown as { keys: { kid: string; d?: string }[] }).keys;
  const kidOf = (token: string) =>
    (JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as { kid: string }).kid;
  const works = async (token: string, at = other) => (await at.call('GET', '/api/v1/users/me', { token })).status;

  it('I11 publishes first, signs when everybody can know, and verifies what the old one signed: no request fails', async () => {
    const old = kidOf(admin.token);
    const { status, body } = await call('POST', '/rotate');
    expect(status).toBe(201);
    const fresh = (body?.data as unknown as KeyView).kid;
    expect(new Set((await published()).map(({ kid }) => kid))).toEqual(new Set([old, fresh]));
    expect((await call('POST', '/rotate')).status).toBe(409);
    expect(await one.running.nest.get(RotateKeysService).promoteDue()).toBe(false);
    expect(kidOf((await logIn(one, admin)).token)).toBe(old);

    let isRotating = true;
    const statuses = new Set<number>();
    const load = [one, other].map(async (replica) => {
      while (isRotating) statuses.add(await works(admin.token, replica));
    });
    clock.advance(10 * 60_000);
    const promoted = await Promise.all(
      [one, other].map((replica) => replica.running.nest.get(RotateKeysService).promoteDue()),
    );
    const byNew = [await logIn(one, admin), await logIn(one, admin)].map(({ token }) => token);
    for (const token of byNew) statuses.add(await works(token, one)).add(await works(token, other));
    isRotating = false;
    await Promise.all(load);
    expect(promoted.filter(Boolean)).toHaveLength(1);
    expect(byNew.map(kidOf)).toEqual([fresh, fresh]);
    expect([...statuses]).toEqual([200]);
    expect(await keys()).toMatchObject([
      { kid: fresh, state: 'active' },
      { kid: old, state: 'retiring' },
    ]);
    clock.advance(62 * 60_000);
    expect((await published()).map(({ kid }) => kid)).toEqual([fresh]);
  });

  it('I11 a compromised key is out at once, everywhere, and another one signs', async () => {
    const old = kidOf(admin.token);
    expect(await works(admin.token)).toBe(200);
    expect((await call('POST', `/${old}/revoke`)).status).toBe(200);
    const deadline = Date.now() + 5_000;
    while ((await works(admin.token)) !== 401 && Date.now() < deadline)
      await new Promise((tick) => setTimeout(tick, 50));
    expect([await works(admin.token, one), await works(admin.token, other)]).toEqual([401, 401]);
    expect((await published()).map(({ kid }) => kid)).not.toContain(old);
    const { token } = await logIn(one, admin);
    expect(kidOf(token)).not.toBe(old);
    expect([await works(token, one), await works(token, other)]).toEqual([200, 200]);
    expect((await call('POST', `/${old}/revoke`, token)).status).toBe(409);
    expect((await call('POST', '/k-unknown/revoke', token)).status).toBe(404);
  });

  it('I11 a published key that waits takes over when the active one is revoked', async () => {
    const { body } = await call('POST', '/rotate');
    const waiting = (body?.data as unknown as KeyView).kid;
    await call('POST', `/${kidOf(admin.token)}/revoke`);
    expect(kidOf((await logIn(one, admin)).token)).toBe(waiting);
  });

  it('I11 shows no private part', async () => {
    await call('POST', '/rotate');
    for (const key of await published())
      expect(Object.keys(key).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
    expect(JSON.stringify(await keys())).not.toMatch(/private|sealed|"d"/);
  });

  it('A01 is for the platform admin', async () => {
    const person = await aPerson(one, { role: 'owner' });
    const { token } = await logIn(one, person);
    const routes = [
      ['GET', ''],
      ['POST', '/rotate'],
      ['POST', '/k-1/revoke'],
    ] as const;
    for (const [method, path] of routes) {
      expect((await one.call(method, `${base}${path}`)).status).toBe(401);
      expect((await call(method, path, token)).status).toBe(403);
    }
    expect((await call('POST', '/%27%3B--/revoke')).status).toBe(400);
  });

  it('I13 is in the audit log', async () => {
    await call('POST', '/rotate');
    const rows = await installation.database.query<{ action: string; actor_id: string }>(
      `SELECT action, actor_id FROM audit.event WHERE action LIKE 'signing_key%'`,
    );
    expect(rows).toEqual([{ action: 'signing_key_rotated', actor_id: admin.id }]);
  });
});
