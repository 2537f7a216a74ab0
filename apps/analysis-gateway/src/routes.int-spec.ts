import { request } from 'node:http';
import { listRoutes } from '@sentrybox/http';
import type { MountedRoute } from '@sentrybox/http';
import type { Gateway } from '../test/gateway-installation';
import { GatewayInstallation } from '../test/gateway-installation';

/** What anybody may call. A change of this list is a decision: review it as one. */
const publicRoutes = [
  'GET /-/analysis-gateway/docs',
  'GET /-/analysis-gateway/docs/:file',
  'GET /-/analysis-gateway/health',
  'GET /-/analysis-gateway/health/live',
  'GET /-/analysis-gateway/health/ready',
  'GET /-/analysis-gateway/openapi.json',
  'GET /docs',
  'GET /docs/:file',
  'GET /health',
  'GET /health/live',
  'GET /health/ready',
  'GET /openapi.json',
];

const guardedRoutes = [
  'DELETE /api/v1/overrides/:id',
  'GET /api/v1/analysis',
  'GET /api/v1/analysis-settings',
  'GET /api/v1/analysis/:id',
  'GET /api/v1/analysis/:id/events',
  'GET /api/v1/analysis/:id/export',
  'GET /api/v1/analysis/:id/pending/:plugin',
  'GET /api/v1/disclosures',
  'GET /api/v1/overrides',
  'GET /api/v1/plugins',
  'GET /api/v1/plugins/:name/settings',
  'GET /api/v1/quota',
  'GET /api/v1/verdict-policy',
  'PATCH /api/v1/analysis-settings',
  'PATCH /api/v1/plugins/:name/platform-settings',
  'PATCH /api/v1/plugins/:name/settings',
  'POST /api/actions/defang',
  'POST /api/actions/extract',
  'POST /api/actions/refang',
  'POST /api/v1/analysis',
  'POST /api/v1/analysis/:id/override',
  'POST /api/v1/analysis/preview',
  'POST /api/v1/plugins/:name/test',
  'POST /api/v1/verdict-policy/preview',
  'PUT /api/v1/verdict-policy',
];

/** They answer as all paths outside the analysis API do; routes about work have tests of their own in libs/queue. */
const operatorRoutes = [
  'GET /-/analysis-gateway/work',
  'GET /-/analysis-gateway/work/:id',
  'POST /-/analysis-gateway/work/:id/cancel',
  'POST /-/analysis-gateway/work/:id/retry',
];

/** Whose errors are `error` and `detail` alone. */
const isOfAnalyses = (path: string) => /^\/api\/(?:actions|v1\/(?:analysis|plugins))(?:\/|$)/.test(path);

const spellings: ((path: string) => string)[] = [
  (path) => path.replace('/api', '/%61pi'),
  (path) => path.replace('/api/', '/%61%70%69/'),
  (path) => `/${path}`,
  (path) => path.replace('/api/', '/api//'),
  (path) => path.replace('/api/', '/api%2f'),
  (path) => path.toUpperCase(),
  (path) => `${path}/`,
  (path) => `${path};x`,
  (path) => `${path}/.`,
  (path) => `/health/..${path}`,
  (path) => `/docs/..%2f..${path}`,
  (path) => `${path}%00`,
  (path) => `${path}?access=public`,
  (path) => `${path}.json`,
  (path) => `http://localhost${path}`,
];

jest.setTimeout(60_000);

let installation: GatewayInstallation;

beforeAll(async () => {
  installation = await GatewayInstallation.start();
});

afterAll(() => installation.stop());

/** Raw, so that the path arrives as it is written and any method can be sent. */
async function answerTo(gateway: Gateway, method: string, path: string): Promise<{ status: number; body: string }> {
  const { hostname, port } = new URL(gateway.running.url);
  return await new Promise((resolve, reject) => {
    const call = request({ method, path, hostname, port }, (answer) => {
      let body = '';
      answer
        .setEncoding('utf8')
        .on('data', (part: string) => (body += part))
        .on('end', () => {
          resolve({ status: answer.statusCode ?? 0, body });
        });
    });
    call.on('error', reject).end();
  });
}

// HEAD stands beside every GET.
const namesOf = (routes: readonly MountedRoute[], isPublic: boolean) =>
  routes
    .filter(({ method, endpoint }) => method !== 'HEAD' && (endpoint?.access === 'public') === isPublic)
    .map(({ method, path }) => `${method} ${path}`)
    .sort();

const concrete = (path: string) =>
  path.replace(/:file/, 'start.js').replace(/:\w+/g, '019a1b2c-0000-7000-8000-000000000009');

describe('A01 routes of the analysis gateway', () => {
  let gateway: Gateway;

  beforeAll(async () => {
    gateway = await installation.gateway();
  });

  it('has exactly the public and the guarded routes that were reviewed', () => {
    expect(namesOf(listRoutes(gateway.running.nest), true)).toEqual(publicRoutes);
    expect(namesOf(listRoutes(gateway.running.nest), false)).toEqual([...operatorRoutes, ...guardedRoutes].sort());
  });

  it.each(guardedRoutes)('answers 401 to %s without a credential, in the form of its paths', async (route) => {
    const [method = '', path = ''] = route.split(' ');
    const { status, body } = await answerTo(gateway, method, concrete(path));

    expect([status, JSON.parse(body)]).toMatchObject([
      401,
      isOfAnalyses(path)
        ? { error: 'invalid_api_key', detail: expect.any(String) as string }
        : { error: 'Unauthorized', status: 'error' },
    ]);
  });

  it.each(guardedRoutes)('does not open %s to another spelling of the path or another method', async (route) => {
    const [method = '', path = ''] = route.split(' ');
    for (const spell of spellings) {
      const spelling = spell(concrete(path));
      const { status } = await answerTo(gateway, method, spelling);
      expect({ spelling, status, isRefused: [400, 401, 404, 405].includes(status) }).toMatchObject({ isRefused: true });
    }
    for (const other of ['HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE', 'PROPFIND']) {
      const { status } = await answerTo(gateway, other, concrete(path));
      expect({ other, status, isRefused: [400, 401, 404, 405].includes(status) }).toMatchObject({ isRefused: true });
    }
  });
});

describe('G13 without DATABASE_URL', () => {
  let gateway: Gateway;

  beforeAll(async () => {
    gateway = await installation.gateway({ without: ['DATABASE_URL', 'DATABASE_WORK_URL'] });
  });

  it.each(['/health', '/health/live', '/-/analysis-gateway/health'])('answers %s', async (path) => {
    expect((await answerTo(gateway, 'GET', path)).status).toBe(200);
  });

  it('is not ready', async () => {
    expect(await answerTo(gateway, 'GET', '/health/ready')).toMatchObject({ status: 503 });
  });

  it.each([...guardedRoutes, 'GET /openapi.json', 'GET /docs', 'GET /docs/:file', 'GET /-/analysis-gateway/docs'])(
    'answers 503 unavailable to %s, with a credential and without',
    async (route) => {
      const [method = '', path = ''] = route.split(' ');
      const key = installation.surroundings.key('019a1b2c-0000-7000-8000-00000000000a', 'owner');
      for (const credential of [{}, { key }]) {
        const body = method === 'POST' ? { text: '', ioc: '1.1.1.1', type: 'ip' } : undefined;
        const answer = await gateway.call(method, concrete(path), { ...credential, body });
        expect([answer.status, answer.headers.get('x-error-code')]).toEqual([503, 'unavailable']);
        if (isOfAnalyses(path)) {
          expect(answer.body).toEqual({ error: 'unavailable', detail: 'This endpoint requires a database.' });
        }
      }
    },
  );
});

it('I01 answers 503, not 401 and not 200, while nobody knows who is calling', async () => {
  const lonely = await GatewayInstallation.start({ isAlone: true });
  const gateway = await lonely.gateway();
  const key = lonely.surroundings.key('019a1b2c-0000-7000-8000-00000000000a');

  const answer = await gateway.call('GET', '/api/v1/plugins', { key });
  expect([answer.status, answer.body.error]).toEqual([503, 'unavailable']);
  await lonely.stop();
});
