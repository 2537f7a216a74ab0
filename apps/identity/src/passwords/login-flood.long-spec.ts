import { IdentityApp } from '../../test/identity-app';
import { aSignedInPerson } from '../../test/people';

const flooders = 500;

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

/** Milliseconds. */
async function timeOf(request: () => Promise<{ status: number }>): Promise<number> {
  const startedAt = performance.now();
  expect((await request()).status).toBe(200);
  return performance.now() - startedAt;
}

it('I04 serves other routes while 500 log in at once, in bounded memory, and refuses the excess fast', async () => {
  const identity = await IdentityApp.start();
  try {
    const { token } = await aSignedInPerson(identity);
    const quiet: number[] = [];
    for (let turn = 0; turn < 100; turn += 1)
      quiet.push(await timeOf(() => identity.call('GET', '/api/v1/users/me', { token })));
    const rssBefore = process.memoryUsage.rss();
    let rssPeak = rssBefore;
    const state = { isOver: false };
    const flood = Promise.all(
      Array.from({ length: flooders }, async (_, index) => {
        const startedAt = performance.now();
        const { status } = await identity.call('POST', '/api/v1/auth/login', {
          body: { email: `flood-${index}@example.org`, password: 'not the password' },
        });
        return { status, ms: performance.now() - startedAt };
      }),
    ).finally(() => {
      state.isOver = true;
    });
    const others: number[] = [];
    while (!state.isOver) {
      others.push(await timeOf(() => identity.call('GET', '/api/v1/users/me', { token })));
      rssPeak = Math.max(rssPeak, process.memoryUsage.rss());
    }
    const answers = await flood;
    const statuses = new Set(answers.map(({ status }) => status));
    const figures = {
      checked: answers.filter(({ status }) => status === 401).length,
      refused: answers.filter(({ status }) => status === 503).length,
      slowestRefusalMs: Math.round(Math.max(...answers.filter(({ status }) => status === 503).map(({ ms }) => ms))),
      otherRequests: others.length,
      quietP50Ms: Math.round(percentile(quiet, 0.5)),
      quietP99Ms: Math.round(percentile(quiet, 0.99)),
      otherP50Ms: Math.round(percentile(others, 0.5)),
      otherP99Ms: Math.round(percentile(others, 0.99)),
      refusalP50Ms: Math.round(
        percentile(
          answers.filter(({ status }) => status === 503).map(({ ms }) => ms),
          0.5,
        ),
      ),
      rssGrowthMb: Math.round((rssPeak - rssBefore) / 1_048_576),
    };
    process.stdout.write(`I04 ${JSON.stringify(figures)}\n`);
    expect([...statuses].every((status) => status === 401 || status === 503 || status === 429)).toBe(true);
    expect(figures.refused).toBeGreaterThan(0);
    expect(figures.rssGrowthMb).toBeLessThan(400);
    // Where the machine is busy with other things before the flood, what those take is no fault of the flood.
    expect(figures.otherP99Ms).toBeLessThan(Math.max(250, 4 * figures.quietP99Ms));
  } finally {
    await identity.stop();
  }
}, 120_000);
