import { poll, request, startStack } from '@sentrybox/testing';
import type { Stack } from '@sentrybox/testing';

jest.setTimeout(180_000);

describe('an installation of its own', () => {
  let stack: Stack;

  beforeAll(async () => {
    stack = await startStack();
  });

  afterAll(async () => {
    await stack.stop();
  });

  it('lists plugins without a key only when asked, with what they lack', async () => {
    const list = async (query: string) => {
      const answer = await request(`${stack.urls['analysis-gateway']}/api/v1/plugins${query}`, {
        credential: stack.apiKey,
      });
      return answer.body as { name: string; enabled: boolean; reason?: string }[];
    };

    expect((await list('')).map(({ name }) => name)).not.toContain('virustotal');
    expect((await list('?include=disabled')).find(({ name }) => name === 'virustotal')).toMatchObject({
      enabled: false,
      reason: 'VIRUSTOTAL_API_KEY is not set.',
    });
  });

  it('finishes slow work although the gateway and its worker were killed between 202 and ready', async () => {
    const gateway = stack.urls['analysis-gateway'];
    const pid = stack.pidOf('analysis-gateway');
    const body = {
      ioc: 'a-rather-long-name-with-many-permutations.example.com',
      type: 'domain',
      plugins: ['lookalikes'],
    };
    // Twenty at once, so that some are certainly unfinished when the process dies.
    const created = await Promise.all(
      Array.from({ length: 20 }, () => request(`${gateway}/api/v1/analysis`, { body, credential: stack.apiKey })),
    );
    process.kill(pid, 'SIGKILL');
    const urls = created.map(({ body: answer }) => {
      const { pending } = answer as { pending: { lookalikes: { poll_url: string } } };
      return `${gateway}${pending.lookalikes.poll_url}`;
    });

    await restarted(stack, pid);
    const answers = await Promise.all(
      urls.map((url) => poll(url, { credential: stack.apiKey, while: 202, timeoutMs: 60_000 })),
    );

    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(answers[0]?.body).toMatchObject({ status: 'ready', result: { plugin: 'lookalikes', status: 'ok' } });
  });
});

async function restarted(stack: Stack, killedPid: number): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    const answer = await request(`${stack.urls['analysis-gateway']}/health/ready`).catch(() => undefined);
    if (answer?.status === 200 && stack.pidOf('analysis-gateway') !== killedPid) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('The gateway was not restarted.');
}
