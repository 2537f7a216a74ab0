import { askPostgres, poll, request, startStack } from '@sentrybox/testing';
import type { HttpAnswer, Stack } from '@sentrybox/testing';
import { canReadEnvironment, startGatewayWithout } from './second-process';
import { fastNames, FastSources, silentName } from './sources/fast-sources';
import { sandboxNames, Sandboxes } from './sources/sandboxes';

jest.setTimeout(180_000);

describe('an installation of its own', () => {
  let stack: Stack;
  let sandboxes: Sandboxes;
  let sources: FastSources;

  beforeAll(async () => {
    [sandboxes, sources] = await Promise.all([Sandboxes.start(), FastSources.start()]);
    stack = await startStack({ environment: { ...sandboxes.environment, ...sources.environment } });
  });

  afterAll(async () => {
    await stack.stop();
    await Promise.all([sandboxes.close(), sources.close()]);
  });

  const analyse = (body: object): Promise<HttpAnswer> =>
    request(`${stack.urls['analysis-gateway']}/api/v1/analysis`, { body, credential: stack.apiKey });

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

  it('G06 asks its fast plugins at the same time, and waits for all of them until one deadline', async () => {
    const { status, body } = await analyse({ ioc: '1.1.1.1', type: 'ip', plugins: fastNames, deadline_ms: 5_000 });
    const { results } = body as { results: Record<string, { error?: { code: string } }> };

    expect(status).toBe(200);
    expect(sources.mostAtOnce).toBe(fastNames.length);
    expect(Object.keys(results).sort()).toEqual([...fastNames].sort());
    const late = Object.keys(results).filter((name) => results[name]?.error?.code === 'timeout');
    expect(late).toEqual([silentName]);
  });

  (canReadEnvironment ? it : it.skip)('G13 answers 503 unavailable where DATABASE_URL is not set', async () => {
    const gateway = await startGatewayWithout(['DATABASE_URL', 'DATABASE_WORK_URL'], stack.pidOf('analysis-gateway'));
    try {
      const call = async (path: string, body?: object) => {
        const answer = await request(`${gateway.url}${path}`, { credential: stack.apiKey, body });
        return [answer.status, answer.body];
      };
      const unavailable = [503, { error: 'unavailable', detail: expect.any(String) as string }];
      expect(await call('/api/v1/plugins')).toEqual(unavailable);
      expect(await call('/api/v1/analysis', { ioc: '1.1.1.1', type: 'ip' })).toEqual(unavailable);
      expect(await call(`/api/v1/analysis/0198c2f4-6c1e-7b43-9a4e-0d3a1f6b2c55/pending/cape`)).toEqual(unavailable);
    } finally {
      await gateway.stop();
    }
  });

  it('G10 finishes slow work although the gateway and its worker were killed between 202 and ready, and submits nothing again', async () => {
    const pid = stack.pidOf('analysis-gateway');
    // As if the minutes had passed that lie between two questions to a sandbox.
    const allAreDue = () =>
      askPostgres(stack.databaseUrl, `update analysis.work set due_at = now() where state = 'waiting'`);
    const atSandboxes = await analyse({ ioc: 'http://evilname.com/', type: 'url', plugins: sandboxNames });
    await until(async () => {
      await allAreDue();
      return sandboxes.areAllSilent();
    });
    // Twenty at once, so that some are certainly unfinished when the process dies.
    const ioc = 'a-rather-long-name-with-many-permutations.example.com';
    const created = await Promise.all(
      Array.from({ length: 20 }, () => analyse({ ioc, type: 'domain', plugins: ['lookalikes'] })),
    );
    process.kill(pid, 'SIGKILL');
    await restarted(stack, pid);

    const urls = [atSandboxes, ...created].flatMap(pollUrls);
    const nudging = setInterval(() => void allAreDue(), 500);
    const answers = await Promise.all(
      urls.map((url) =>
        poll(`${stack.urls['analysis-gateway']}${url}`, { credential: stack.apiKey, while: 202, timeoutMs: 60_000 }),
      ),
    );
    clearInterval(nudging);

    expect(answers.map(({ status }) => status)).toEqual(urls.map(() => 200));
    for (const { body } of answers) expect(body).toMatchObject({ status: 'ready', result: { status: 'ok' } });
    expect(sandboxes.submissions()).toEqual(sandboxNames.map(() => 1));
  });
});

function pollUrls({ body }: HttpAnswer): string[] {
  const { pending } = body as { pending: Record<string, { poll_url: string }> };
  return Object.values(pending).map(({ poll_url: url }) => url);
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error('It did not happen in time.');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function restarted(stack: Stack, killedPid: number): Promise<void> {
  await until(async () => {
    const answer = await request(`${stack.urls['analysis-gateway']}/health/ready`).catch(() => undefined);
    return answer?.status === 200 && stack.pidOf('analysis-gateway') !== killedPid;
  });
}
