import { randomBytes } from 'node:crypto';
import { appNames } from '@sentrybox/contracts';
import { apiRoutes, poll, request, sharedStack } from '@sentrybox/testing';
import type { HttpAnswer } from '@sentrybox/testing';
import { adminSession, newKey, secondTeam } from './people';

const { urls, apiKey } = sharedStack();
const gateway = urls['analysis-gateway'];
const plugins = (headers: Record<string, string>): Promise<HttpAnswer> =>
  request(`${gateway}/api/v1/plugins`, { headers });

jest.setTimeout(60_000);

describe('credentials at the gateway', () => {
  it.each([
    ['without a credential', {}],
    ['with a key that was never made', { authorization: `Bearer sb_${randomBytes(16).toString('hex')}` }],
    ['with something that is no key', { authorization: 'Bearer sb_short' }],
    ['with another scheme', { authorization: 'Basic YTpi' }],
    ['with a token nobody signed', { authorization: 'Bearer a.b.c' }],
  ])('answers 401 invalid_api_key %s', async (_what, headers) => {
    const answer = await plugins(headers);

    expect(answer.status).toBe(401);
    expect(answer.body).toEqual({ error: 'invalid_api_key', detail: expect.any(String) as string });
    expect(answer.headers.get('x-request-id')).toMatch(/^[\w.-]{8,64}$/);
  });

  it('takes the key in either header', async () => {
    expect((await plugins({ authorization: `Bearer ${apiKey}` })).status).toBe(200);
    expect((await plugins({ 'x-api-key': apiKey })).status).toBe(200);
  });

  it('answers 400 to two credentials of different subjects', async () => {
    const other = await newKey(await adminSession(), ['plugins:read']);

    const answer = await plugins({ authorization: `Bearer ${apiKey}`, 'x-api-key': other.key });

    expect(answer.status).toBe(400);
  });

  it('refuses a key the moment it is revoked, and says so', async () => {
    const session = await adminSession();
    const { key, path } = await newKey(session, ['plugins:read']);
    expect((await plugins({ authorization: `Bearer ${key}` })).status).toBe(200);

    const revoked = await request(`${urls.identity}${path}`, { method: 'DELETE', credential: session });
    const answer = await poll(`${gateway}/api/v1/plugins`, { credential: key, while: 200, timeoutMs: 5_000 });

    expect(revoked.status).toBe(204);
    expect([answer.status, answer.body]).toEqual([
      401,
      { error: 'revoked_api_key', detail: expect.any(String) as string },
    ]);
  });

  it('answers 403 where the key has no such scope', async () => {
    const { key } = await newKey(await adminSession(), ['plugins:read']);

    const answer = await request(`${gateway}/api/v1/analysis`, {
      body: { ioc: '1.1.1.1', type: 'ip' },
      credential: key,
    });

    expect([answer.status, answer.body]).toEqual([403, { error: 'forbidden', detail: expect.any(String) as string }]);
  });

  it('shows another team nothing: its analyses are not found and not listed', async () => {
    const mine = (await request(`${gateway}/api/v1/analysis`, {
      body: { ioc: 'wrong-team.example.com', type: 'domain' },
      credential: apiKey,
    })) as { body: { id: string } };
    const { key } = await newKey(await secondTeam(), ['analyses:read', 'analyses:run', 'plugins:read']);
    const get = (path: string) => request(`${gateway}${path}`, { credential: key });

    const unknown = await get('/api/v1/analysis/0198c2f4-6c1e-7b43-9a4e-0d3a1f6b2c55');
    const foreign = await get(`/api/v1/analysis/${mine.body.id}`);
    expect(foreign.status).toBe(404);
    expect(foreign.body).toEqual(unknown.body);
    expect((await get(`/api/v1/analysis/${mine.body.id}/pending/lookalikes`)).status).toBe(404);
    expect((await get('/api/v1/analysis')).body).toMatchObject({ count: 0, results: [] });
  });
});

describe('A05 credentials at every service', () => {
  /** Of each service that has one: a route that needs a credential and nothing else. */
  async function closedRoutes(): Promise<string[]> {
    const found: string[] = [];
    for (const app of appNames) {
      const routes = apiRoutes(app, (await request(`${urls[app]}/-/${app}/openapi.json`)).body);
      const closed = routes.find(
        ({ method, access, parameters }) => method === 'GET' && access !== 'public' && parameters.length === 0,
      );
      if (closed !== undefined) found.push(`${urls[app]}${closed.path}`);
    }
    return found;
  }

  it('are taken in every form, and two of different subjects are refused with 400', async () => {
    const token = await adminSession();
    const other = (await newKey(token, ['plugins:read'])).key;
    const forms: Record<string, string>[] = [
      { authorization: `Bearer ${token}` },
      { authorization: `bearer ${apiKey}` },
      { 'X-API-KEY': apiKey },
      { authorization: `Bearer ${apiKey}`, 'x-api-key': apiKey },
    ];
    const routes = await closedRoutes();
    expect(routes.length).toBeGreaterThanOrEqual(3);
    for (const url of routes) {
      const statusWith = async (headers: Record<string, string>): Promise<[string, number]> => [
        url,
        (await request(url, { headers })).status,
      ];
      for (const headers of forms) {
        // Let in or, known, lacking the permission: the credential was taken.
        const [, status] = await statusWith(headers);
        expect([url, headers, status === 200 || status === 403]).toEqual([url, headers, true]);
      }
      expect(await statusWith({ authorization: `Bearer ${token}`, 'x-api-key': apiKey })).toEqual([url, 400]);
      expect(await statusWith({ authorization: `Bearer ${apiKey}`, 'x-api-key': other })).toEqual([url, 400]);
      expect(await statusWith({ authorization: `Bearer ${token}`, 'x-api-key': 'sb_short' })).toEqual([url, 401]);
      expect(await statusWith({})).toEqual([url, 401]);
    }
  });
});
