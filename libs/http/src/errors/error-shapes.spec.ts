import { z } from 'zod';
import { startTestService } from '../../test/start-test-service';
import type { TestService } from '../../test/start-test-service';

const requestId = /^req-[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());

const get = (path: string, headers: Record<string, string> = {}) => service.send('GET', path, { headers });

describe('error bodies of the platform', () => {
  it.each([
    ['missing', 404, 'Not Found', 'not_found', 'There is no such thing.'],
    ['conflict', 409, 'Conflict', 'thing_exists', 'The thing exists.'],
    ['credential', 401, 'Unauthorized', 'unauthorized', 'The credential is not valid.'],
    ['revoked', 401, 'Unauthorized', 'revoked_api_key', 'The key has been revoked.'],
    ['limited', 429, 'Too Many Requests', 'rate_limited', 'Too many.'],
    ['database', 503, 'Service Unavailable', 'unavailable', 'The service cannot reach its storage.'],
  ])('%s', async (how, status, error, code, message) => {
    const answer = await get(`/api/v1/fail/${how}`);
    expect(answer.status).toBe(status);
    expect(answer.headers['x-error-code']).toBe(code);
    expect(answer.json).toEqual({ error, message, status: 'error', request_id: answer.headers['x-request-id'] });
  });

  it('names fields at fault in details, and only then', async () => {
    const { json } = await get('/api/v1/things?limit=0');
    expect(Object.keys(json).sort()).toEqual(['details', 'error', 'message', 'request_id', 'status']);
  });

  it('says when to come back', async () => {
    expect((await get('/api/v1/fail/limited')).headers['retry-after']).toBe('7');
    expect((await get('/api/v1/fail/database')).headers['retry-after']).toBe('1');
  });

  it('names the scheme of credentials with every 401', async () => {
    expect((await get('/api/v1/fail/credential')).headers['www-authenticate']).toBe('Bearer realm="sentrybox"');
  });
});

describe('error bodies of the analysis API', () => {
  it.each([
    ['missing', 404, 'not_found'],
    ['conflict', 409, 'conflict'],
    ['credential', 401, 'invalid_api_key'],
    ['revoked', 401, 'revoked_api_key'],
    ['limited', 429, 'rate_limited'],
    ['database', 503, 'unavailable'],
    ['plain', 500, 'internal_error'],
  ])('%s', async (how, status, code) => {
    const answer = await get(`/api/v1/analysis/${how}`);
    expect(answer.status).toBe(status);
    expect(answer.headers['x-error-code']).toBe(code);
    expect(answer.json).toEqual({ error: code, detail: expect.any(String) as string });
  });

  it.each([
    ['GET', '/api/v1/analysis', 404],
    ['GET', '/api/actions/nothing', 404],
    ['GET', '/api/v1/plugins/x', 404],
    ['GET', '/api/v1/%61nalysis/missing', 404],
    ['GET', '/api/v1/analysis/missing?x=1', 400],
    ['DELETE', '/api/v1/analysis/missing', 405],
  ])('%s %s has the short body too', async (method, path, status) => {
    const answer = await service.send(method, path);
    expect(answer.status).toBe(status);
    expect(Object.keys(answer.json).sort()).toEqual(['detail', 'error']);
  });

  it('does not reach paths that only begin alike', async () => {
    expect((await get('/api/v1/analysis-of-something')).json).toHaveProperty('request_id');
  });
});

describe('application/problem+json', () => {
  it.each(['/api/v1/fail/missing', '/api/v1/analysis/missing'])('for %s when it is asked for', async (path) => {
    const answer = await get(path, { accept: 'application/problem+json, application/json;q=0.5' });
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.json).toEqual({
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      detail: 'There is no such thing.',
      code: 'not_found',
      request_id: answer.headers['x-request-id'],
    });
  });

  it.each(['*/*', 'application/json', 'application/problem+json;q=0, */*'])('not for %s', async (accept) => {
    const answer = await get('/api/v1/fail/missing', { accept });
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
  });
});

describe('A18 errors disclose nothing internal and can be found in the log', () => {
  it.each(['plain', 'text', 'bug', 'mismatch', 'undeclared', 'ambiguous', 'database'])('%s', async (how) => {
    const answer = await get(`/api/v1/fail/${how}`);
    expect(answer.status).toBeGreaterThanOrEqual(500);
    expect(
      z
        .strictObject({ error: z.string(), message: z.string(), status: z.literal('error'), request_id: z.string() })
        .safeParse(answer.json).success,
    ).toBe(true);
    const everything = `${JSON.stringify(answer.headers)}${answer.text}`;
    expect(everything).not.toMatch(/ at |\/home|\/app|node_modules|select|ECONNREFUSED|poisoned|fastify|nest|node\b/i);
    const id = answer.headers['x-request-id'];
    const errors = service.lines.filter((line) => line.request_id === id && line.level === 'error');
    expect(errors).toEqual([expect.objectContaining({ event: 'request_failed', route: '/api/v1/fail/{how}' })]);
  });

  it.each([
    ['GET', '/nothing'],
    ['GET', '/api/v1/fail/plain'],
    ['POST', '/health'],
    ['GET', '/health'],
    ['GET', '/%zz'],
    ['OPTIONS', '/health'],
    ['TRACE', '/health'],
  ])('%s %s has the safe headers and names no product', async (method, path) => {
    const { headers } = await service.send(method, path);
    expect(headers['x-request-id']).toMatch(requestId);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['cache-control']).toBe('no-store');
    expect(headers).not.toHaveProperty('x-powered-by');
    expect(headers).not.toHaveProperty('server');
  });

  it('keeps a well-formed request id of the caller and replaces any other', async () => {
    const sent = async (id: string) => (await get('/health/live', { 'x-request-id': id })).headers['x-request-id'];
    expect(await sent('abc.DEF_123-4')).toBe('abc.DEF_123-4');
    expect(await sent('short')).toMatch(requestId);
    expect(await sent('x'.repeat(65))).toMatch(requestId);
    expect(await sent('has a space')).toMatch(requestId);
    expect(await sent('[31mred')).toMatch(requestId);
  });

  it('writes one line per request, with the template and never with the path', async () => {
    const { headers } = await get('/api/v1/fail/conflict', { 'x-request-id': 'one-line-per-request' });
    expect(headers['x-request-id']).toBe('one-line-per-request');
    const mine = service.lines.filter((line) => line.request_id === 'one-line-per-request');
    expect(mine).toEqual([
      expect.objectContaining({
        event: 'http_request',
        method: 'GET',
        route: '/api/v1/fail/{how}',
        status: 409,
        error_code: 'thing_exists',
        duration_ms: expect.any(Number) as number,
      }),
    ]);
  });
});
