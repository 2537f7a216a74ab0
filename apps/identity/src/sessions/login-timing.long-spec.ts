import { IdentityApp } from '../../test/identity-app';
import { aPerson } from '../../test/people';

const samples = 200;

function medianOf(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

it('I03 takes as long for an unknown user and a suspended one as for a wrong password', async () => {
  const identity = await IdentityApp.start();
  try {
    const known = await aPerson(identity);
    const suspended = await aPerson(identity, { status: 'suspended' });
    const bodies = {
      wrong: { email: known.email, password: 'not the password' },
      unknown: { email: 'nobody@example.com', password: 'not the password' },
      suspended: { email: suspended.email, password: suspended.password },
    };
    const times: Record<keyof typeof bodies, number[]> = { wrong: [], unknown: [], suspended: [] };
    // In turn, so that whatever else the machine does meets all three alike; the first round warms up.
    for (let round = 0; round <= samples; round += 1) {
      await identity.database.query('DELETE FROM identity.login_throttle'); // it would cut the samples short
      for (const kind of ['wrong', 'unknown', 'suspended'] as const) {
        const startedAt = performance.now();
        const { status } = await identity.call('POST', '/api/v1/auth/login', { body: bodies[kind] });
        if (round > 0) times[kind].push(performance.now() - startedAt);
        expect(status).toBe(401);
      }
    }
    const base = medianOf(times.wrong);
    for (const kind of ['unknown', 'suspended'] as const) {
      expect(medianOf(times[kind]) / base).toBeGreaterThan(0.9);
      expect(medianOf(times[kind]) / base).toBeLessThan(1.1);
    }
  } finally {
    await identity.stop();
  }
}, 300_000);
