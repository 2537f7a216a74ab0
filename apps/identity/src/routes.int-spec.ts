import { request } from 'node:http';
import { listRoutes } from '@sentrybox/http';
import type { MountedRoute } from '@sentrybox/http';
import { IdentityApp } from '../test/identity-app';

/** What anybody may call. A change of this list is a decision: review it as one. */
const publicRoutes = [
  'GET /-/identity/docs',
  'GET /-/identity/docs/:file',
  'GET /-/identity/health',
  'GET /-/identity/health/live',
  'GET /-/identity/health/ready',
  'GET /-/identity/openapi.json',
  'GET /.well-known/jwks.json',
  'GET /docs',
  'GET /docs/:file',
  'GET /health',
  'GET /health/live',
  'GET /health/ready',
  'GET /openapi.json',
  'POST /api/v1/auth/login',
  'POST /api/v1/auth/password-reset',
  'POST /api/v1/auth/refresh',
  'POST /api/v1/invitations/accept',
];

const id = '019a1b2c-0000-7000-8000-000000000009';

function concrete(path: string): string {
  return path.replace(/:\w+/g, id);
}

describe('A01 routes of identity', () => {
  let identity: IdentityApp;
  let routes: readonly MountedRoute[];
  beforeAll(async () => {
    identity = await IdentityApp.start();
    routes = listRoutes(identity.running.nest);
  });
  afterAll(async () => {
    await identity.stop();
  });

  /** Raw, so that the path arrives as it is written and any method can be sent. */
  async function statusOf(method: string, path: string): Promise<number> {
    const { hostname, port } = new URL(identity.running.url);
    return await new Promise((resolve, reject) => {
      const call = request({ method, path, hostname, port }, (answer) => {
        answer.resume().on('end', () => {
          resolve(answer.statusCode ?? 0);
        });
      });
      call.on('error', reject).end();
    });
  }

  const guarded = () => routes.filter(({ endpoint }) => endpoint?.access !== 'public');

  it('has exactly the public routes that were reviewed', () => {
    // HEAD stands beside every GET.
    const open = routes.filter(({ method, endpoint }) => method !== 'HEAD' && endpoint?.access === 'public');
    expect(open.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(publicRoutes);
  });

  it('answers 401 on every other route without a credential', async () => {
    expect(guarded().length).toBeGreaterThan(10);
    for (const { method, path } of guarded()) {
      expect(`${method} ${path} ${await statusOf(method, concrete(path))}`).toBe(`${method} ${path} 401`);
    }
  });

  it('opens none of them to another spelling of the path or another method', async () => {
    const spellings: ((path: string) => string)[] = [
      (path) => path.replace('/api', '/%61pi'),
      (path) => path.replace('/v1', '/%76%31'),
      (path) => `/${path}`,
      (path) => path.replace('/api/', '/api//'),
      (path) => path.toUpperCase(),
      (path) => `${path}/`,
      (path) => `${path};x`,
      (path) => `${path}/.`,
      (path) => `/health/..${path}`,
      (path) => `${path}%00`,
      (path) => `${path}?access=public`,
      (path) => `${path}.json`,
      (path) => `http://localhost${path}`,
    ];
    for (const { method, path } of guarded()) {
      for (const spell of spellings) {
        const spelling = spell(concrete(path));
        const status = await statusOf(method, spelling);
        expect({ method, spelling, isRefused: [400, 401, 404, 405].includes(status), status }).toMatchObject({
          isRefused: true,
        });
      }
      for (const other of ['HEAD', 'OPTIONS', 'TRACE', 'PATCH', 'PROPFIND']) {
        const status = await statusOf(other, concrete(path));
        expect({ other, path, isRefused: [400, 401, 404, 405].includes(status), status }).toMatchObject({
          isRefused: true,
        });
      }
    }
  });
});
