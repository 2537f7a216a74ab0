import { maliciousAddress, poll, request, sharedStack } from '@sentrybox/testing';
import type { HttpAnswer } from '@sentrybox/testing';

const { urls, apiKey } = sharedStack();
const gateway = urls['analysis-gateway'];
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

interface Analysis {
  id: string;
  results: Record<
    string,
    { plugin: string; status: string; summary: Record<string, unknown>; error?: { code: string } }
  >;
  pending: Record<string, { job_id: string; poll_url: string }>;
  verdict: string;
  score: number;
}

jest.setTimeout(60_000);

const analyse = (body: unknown): Promise<HttpAnswer> =>
  request(`${gateway}/api/v1/analysis`, { body, credential: apiKey });

const analysisOf = (answer: HttpAnswer): Analysis => answer.body as Analysis;

describe('GET /api/v1/plugins', () => {
  it('lists the enabled plugins with what the interface promises', async () => {
    const answer = await request(`${gateway}/api/v1/plugins`, { credential: apiKey });

    expect(answer.status).toBe(200);
    expect(answer.body).toContainEqual(
      expect.objectContaining({
        name: 'virustotal',
        display_name: 'VirusTotal',
        supported_ioc_types: ['ip', 'domain', 'url', 'hash'],
        enabled: true,
        categories: ['reputation'],
      }),
    );
  });

  it('refuses a query parameter that it does not know, by name', async () => {
    const answer = await request(`${gateway}/api/v1/plugins?bogus=1`, { credential: apiKey });

    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({ error: 'invalid_request', detail: expect.stringContaining('bogus') as string });
  });
});

describe('POST /api/v1/analysis', () => {
  it('answers with the analysis, its results and what is pending', async () => {
    const answer = await analyse({ ioc: maliciousAddress, type: 'ip' });

    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      id: expect.stringMatching(uuid) as string,
      ioc: maliciousAddress,
      type: 'ip',
      canonical: maliciousAddress,
      queried_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
      results: { virustotal: { plugin: 'virustotal', status: 'ok', summary: { malicious: 30, suspicious: 2 } } },
      pending: {},
    });
  });

  it('G11 runs only the plugins that are named, and skips unknown names silently', async () => {
    const answer = await analyse({ ioc: '1.1.1.1', type: 'ip', plugins: ['ip_context', 'abuseipdb'] });

    expect(answer.status).toBe(200);
    expect(Object.keys(analysisOf(answer).results)).toEqual(['ip_context']);
  });

  it('echoes the value as it was sent and shows its one spelling beside it', async () => {
    const answer = await analyse({ ioc: 'EVIL[.]example.com', type: 'domain', plugins: ['domain_anatomy'] });

    expect(answer.body).toMatchObject({ ioc: 'EVIL[.]example.com', canonical: 'evil.example.com' });
  });

  it('says not_found, not clean, where a source has no record', async () => {
    const answer = await analyse({ ioc: '8.8.4.4', type: 'ip', plugins: ['virustotal'] });

    expect(analysisOf(answer).results['virustotal']).toMatchObject({ status: 'not_found' });
    expect(answer.body).toMatchObject({ verdict: 'unknown' });
  });

  it('knows a private address when it sees one', async () => {
    const answer = await analyse({ ioc: '192.168.1.1', type: 'ip' });

    expect(answer.body).toMatchObject({ verdict: 'not_applicable', score: 0 });
  });

  it('keeps what the markings forbid from leaving', async () => {
    const answer = await analyse({ ioc: maliciousAddress, type: 'ip', plugins: ['virustotal'], tlp: 'red' });

    expect(analysisOf(answer).results['virustotal']).toMatchObject({
      status: 'skipped',
      reason: 'TLP:RED forbids asking this source.',
    });
  });

  it.each([
    ['no ioc', { type: 'ip' }, 'invalid_request'],
    ['no type', { ioc: '1.1.1.1' }, 'invalid_request'],
    ['an empty ioc', { ioc: '', type: 'ip' }, 'invalid_request'],
    ['an unknown type', { ioc: '1.1.1.1', type: 'ipv9' }, 'invalid_ioc_type'],
    ['an unknown type and a value of no type', { ioc: '%%', type: 'ipv9' }, 'invalid_ioc_type'],
    ['a value that is not of its type', { ioc: 'not an address', type: 'ip' }, 'invalid_request'],
    ['an unknown field', { ioc: '1.1.1.1', type: 'ip', colour: 'red' }, 'invalid_request'],
    ['only unknown plugins', { ioc: '1.1.1.1', type: 'ip', plugins: ['nope'] }, 'no_plugins_available'],
    ['no plugins', { ioc: '1.1.1.1', type: 'ip', plugins: [] }, 'no_plugins_available'],
    ['plugins for other types', { ioc: '1.1.1.1', type: 'ip', plugins: ['hash_context'] }, 'no_plugins_available'],
    ['a deadline out of range', { ioc: '1.1.1.1', type: 'ip', deadline_ms: 1 }, 'invalid_request'],
  ])('answers 400 to %s', async (_what, body, error) => {
    const answer = await analyse(body);

    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({ error, detail: expect.any(String) as string });
  });

  it.each(['1.1.1.1/../../x?y=', '1.1.1.1\r\nX-Evil: 1', 'http://evil.com/\u0000', "1.1.1.1'; drop table--"])(
    'takes the hostile value %j for data or refuses it',
    async (ioc) => {
      const answer = await analyse({ ioc, type: 'ip' });

      expect(answer.status).toBe(400);
      expect(answer.body).toEqual({ error: 'invalid_request', detail: expect.any(String) as string });
    },
  );

  it('refuses a body that is not JSON by type, by form and by size', async () => {
    const send = (body: string, type: string) =>
      request(`${gateway}/api/v1/analysis`, { body, credential: apiKey, headers: { 'content-type': type } });

    expect((await send('ioc=1.1.1.1', 'text/plain')).status).toBe(415);
    expect((await send('{', 'application/json')).status).toBe(400);
    expect((await send(JSON.stringify({ ioc: 'a'.repeat(300_000), type: 'ip' }), 'application/json')).status).toBe(413);
  });
});

describe('GET /api/v1/analysis/{id}/pending/{plugin}', () => {
  it('answers 202 while the plugin runs and 200 once the result is stored in the analysis', async () => {
    const created = analysisOf(await analyse({ ioc: 'http://login.example.org/a', type: 'url', plugins: ['urlscan'] }));
    const pollUrl = created.pending['urlscan']?.poll_url ?? '';

    expect(pollUrl).toBe(`/api/v1/analysis/${created.id}/pending/urlscan`);
    const running = await request(`${gateway}${pollUrl}`, { credential: apiKey });
    expect([running.status, running.body]).toEqual([202, { status: 'pending' }]);
    const ready = await poll(`${gateway}${pollUrl}`, { credential: apiKey, while: 202 });
    expect(ready.status).toBe(200);
    expect(ready.body).toMatchObject({ status: 'ready', result: { plugin: 'urlscan', status: 'ok' } });
    const stored = await request(`${gateway}/api/v1/analysis/${created.id}`, { credential: apiKey });
    expect(analysisOf(stored).pending).toEqual({});
    expect(analysisOf(stored).results['urlscan']?.status).toBe('ok');
    expect(analysisOf(stored).score).toBeGreaterThan(created.score);
  });

  it('has a slow plugin that needs neither a key nor a network', async () => {
    const created = analysisOf(await analyse({ ioc: 'paypa1-login.example.com', type: 'domain' }));

    expect(Object.keys(created.pending)).toContain('lookalikes');
    const ready = await poll(`${gateway}${created.pending['lookalikes']?.poll_url ?? ''}`, {
      credential: apiKey,
      while: 202,
    });
    expect(ready.body).toMatchObject({ status: 'ready', result: { plugin: 'lookalikes', status: 'ok' } });
  });

  it.each([
    ['an unknown analysis', '0198c2f4-6c1e-7b43-9a4e-0d3a1f6b2c55', 'lookalikes'],
    ['an id that is none', '../../etc', 'lookalikes'],
    ['an unknown plugin', '', 'nope'],
    ['a fast plugin', '', 'domain_anatomy'],
  ])('answers 404 not_found for %s', async (_what, id, plugin) => {
    const created = analysisOf(await analyse({ ioc: 'example.com', type: 'domain', plugins: ['domain_anatomy'] }));
    const url = `${gateway}/api/v1/analysis/${encodeURIComponent(id === '' ? created.id : id)}/pending/${plugin}`;

    const answer = await request(url, { credential: apiKey });

    expect(answer.status).toBe(404);
    expect(answer.body).toEqual({ error: 'not_found', detail: expect.any(String) as string });
  });
});

describe('GET /api/v1/analysis', () => {
  it('lists analyses newest first, by filter and page by page', async () => {
    const first = analysisOf(await analyse({ ioc: '9.9.9.10', type: 'ip', plugins: ['ip_context'] }));
    const second = analysisOf(await analyse({ ioc: '9[.]9.9.10', type: 'ip', plugins: ['ip_context'] }));
    const list = (query: string) => request(`${gateway}/api/v1/analysis?ioc=9.9.9.10${query}`, { credential: apiKey });

    const page = await list('&limit=1');
    expect(page.body).toMatchObject({ count: 2, results: [{ id: second.id }], pagination: { limit: 1, total: 2 } });
    const cursor = (page.body as { pagination: { next_cursor: string } }).pagination.next_cursor;
    expect((await list(`&cursor=${cursor}`)).body).toMatchObject({ results: [{ id: first.id }] });
    expect((await list('&type=hash')).body).toMatchObject({ count: 0, results: [] });
    expect((await list('&limit=0')).status).toBe(400);
  });
});
