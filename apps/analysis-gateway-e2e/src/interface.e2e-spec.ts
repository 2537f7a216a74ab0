import { failingAddress, request, sharedStack } from '@sentrybox/testing';
import type { HttpAnswer } from '@sentrybox/testing';
import { adminSession, newKey } from './people';

const { urls, apiKey } = sharedStack();
const gateway = urls['analysis-gateway'];

interface ListedPlugin {
  readonly name: string;
  readonly supported_ioc_types: readonly string[];
}

interface Analysis {
  readonly id: string;
  readonly results: Record<string, { readonly plugin: string; readonly status: string }>;
  readonly pending: Record<string, { readonly job_id: string; readonly poll_url: string }>;
}

jest.setTimeout(60_000);

const call = (path: string, body?: unknown, credential: string = apiKey): Promise<HttpAnswer> =>
  request(`${gateway}${path}`, { credential, ...(body === undefined ? {} : { body }) });
const plugins = async () => (await call('/api/v1/plugins')).body as readonly ListedPlugin[];

// What the published interface says, sentence by sentence, where no other spec holds it to its word.
describe('the analysis interface', () => {
  it('gives out keys of 35 characters that begin with sb_', async () => {
    const { key } = await newKey(await adminSession(), ['plugins:read']);

    for (const each of [key, apiKey]) expect(each).toMatch(/^sb_[0-9a-f]{32}$/);
  });

  it('records every call of a service account in the audit log, also one that is refused', async () => {
    const session = await adminSession();
    const { key } = await newKey(session, ['plugins:read']);
    const calls = [
      await call('/api/v1/plugins', undefined, key),
      await call('/api/actions/defang', { text: 'a' }, key),
    ];

    expect(calls.map(({ status }) => status)).toEqual([200, 403]);
    for (const { status, headers } of calls) {
      const id = headers.get('x-request-id') ?? '';
      const events = await request(`${urls.identity}/api/v1/audit-events?request_id=${id}`, { credential: session });
      expect(events.body).toMatchObject({
        data: [{ service: 'analysis-gateway', actor: { kind: 'service_account' }, details: { status } }],
      });
    }
  });

  it('lists each plugin with exactly what it promises, all of them enabled', async () => {
    for (const plugin of await plugins()) {
      expect(plugin).toMatchObject({
        name: expect.stringMatching(/^[a-z0-9_]+$/) as string,
        display_name: expect.any(String) as string,
        enabled: true,
        categories: expect.any(Array) as string[],
      });
      for (const type of plugin.supported_ioc_types) expect(['ip', 'domain', 'url', 'hash', 'email']).toContain(type);
    }
  });

  it.each([
    ['ip', '192.0.2.7'],
    ['domain', 'a-name.example.org'],
    ['url', 'http://a-name.example.org/a'],
    ['hash', 'd41d8cd98f00b204e9800998ecf8427e'],
    ['email', 'somebody@example.org'],
  ])('runs all enabled plugins that support the type %s when none are named', async (type, ioc) => {
    const { status, body } = await call('/api/v1/analysis', { ioc, type, tlp: 'red' });
    const { results, pending } = body as Analysis;

    expect(status).toBe(200);
    const supporting = (await plugins()).filter((each) => each.supported_ioc_types.includes(type));
    expect([...Object.keys(results), ...Object.keys(pending)].sort()).toEqual(
      supporting.map(({ name }) => name).sort(),
    );
    for (const [name, result] of Object.entries(results)) expect(result).toMatchObject({ plugin: name });
  });

  it('does not fail because a plugin does: that one is in the results with status error', async () => {
    const asked = { ioc: failingAddress, type: 'ip', plugins: ['virustotal', 'ip_context'] };
    const { status, body } = await call('/api/v1/analysis', asked);

    expect(status).toBe(200);
    expect((body as Analysis).results).toMatchObject({
      virustotal: { plugin: 'virustotal', status: 'error', error: { code: 'upstream' } },
      ip_context: { plugin: 'ip_context', status: 'ok' },
    });
  });

  it('names the poll address of what is pending with the analysis and the plugin', async () => {
    const asked = { ioc: 'poll-me.example.org', type: 'domain', plugins: ['lookalikes'] };
    const { id, pending } = (await call('/api/v1/analysis', asked)).body as Analysis;

    expect(pending).toEqual({
      lookalikes: {
        job_id: expect.any(String) as string,
        poll_url: `/api/v1/analysis/${id}/pending/lookalikes`,
      },
    });
  });

  it.each([
    [
      'defang',
      'see https://evil.com/a.b, write to bob@evil.com',
      'see hxxps[://]evil[.]com/a[.]b, write to bob[@]evil[.]com',
    ],
    ['refang', 'see hxxps[://]evil[.]com, write to bob[@]evil[.]com', 'see https://evil.com, write to bob@evil.com'],
  ])('%ss every mark that it names', async (action, text, result) => {
    const answer = await call(`/api/actions/${action}`, { text });

    expect([answer.status, answer.body]).toEqual([200, { result }]);
  });

  it('extracts into a map of type to values', async () => {
    const text = 'bob@evil.com from 8.8.8.8 or 10.1.2.3: http://evil.org/x d41d8cd98f00b204e9800998ecf8427e';
    const answer = await call('/api/actions/extract', { text });

    expect([answer.status, answer.body]).toEqual([
      200,
      {
        indicators: {
          email: ['bob@evil.com'],
          ip: ['8.8.8.8'],
          url: ['http://evil.org/x'],
          hash: ['d41d8cd98f00b204e9800998ecf8427e'],
        },
      },
    ]);
  });

  it.each(['defang', 'refang', 'extract'])('asks for a key before it %ss', async (action) => {
    const answer = await request(`${gateway}/api/actions/${action}`, { body: { text: 'a' } });

    expect([answer.status, answer.body]).toEqual([
      401,
      { error: 'invalid_api_key', detail: expect.any(String) as string },
    ]);
  });
});
