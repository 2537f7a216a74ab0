import { appNames } from '@sentrybox/contracts';
import { request, sharedStack } from '@sentrybox/testing';

const { urls } = sharedStack();

interface OpenApi {
  readonly openapi: string;
}

jest.setTimeout(60_000);

const documentOf = async (app: (typeof appNames)[number]) =>
  (await request(`${urls[app]}/openapi.json`)).body as OpenApi;

describe.each(appNames)('%s', (app) => {
  it('serves health, its document and a page for it, and metrics on another port', async () => {
    const metricsUrl = new URL(urls[app]);
    metricsUrl.port = String(Number(metricsUrl.port) + 1_000);

    expect((await request(`${urls[app]}/health/live`)).status).toBe(200);
    expect((await request(`${urls[app]}/health/ready`)).status).toBe(200);
    expect((await request(`${urls[app]}/health`)).body).toMatchObject({ status: 'healthy' });
    expect((await request(`${urls[app]}/docs`)).body).toContain('<!doctype html>');
    expect((await documentOf(app)).openapi).toMatch(/^3\.1\./);
    expect((await request(`${metricsUrl.origin}/metrics`)).body).toContain('http_server_request_duration_seconds');
    expect((await request(`${urls[app]}/metrics`)).status).toBe(404);
  });

  it.each([
    '/%61pi/v1/plugins',
    '//api/v1/plugins',
    '/API/v1/plugins',
    '/api/v1/plugins;x',
    '/api/v1/%2e%2e/v1/users/me',
  ])('A01 lets nobody in by the path %s', async (path) => {
    const { status } = await request(`${urls[app]}${path}`);

    expect([400, 401, 404]).toContain(status);
  });

  it.each(['/metrics', '/-/metrics', `/-/${app}/metrics`, '/debug/pprof', '/json/list', '/admin/queues', '/queues'])(
    'P08 has nothing to watch or profile it at %s of the port that clients have',
    async (path) => {
      expect((await request(`${urls[app]}${path}`)).status).toBe(404);
    },
  );

  it('P08 shows its work to nobody without a credential', async () => {
    expect([401, 404]).toContain((await request(`${urls[app]}/-/${app}/work`)).status);
  });

  it('A18 tells nothing about itself in an error', async () => {
    const answer = await request(`${urls[app]}/no/such/place`);
    const text = JSON.stringify(answer.body);

    expect(answer.status).toBe(404);
    expect(text).not.toMatch(/node_modules|\/home|\/app|select |ECONNREFUSED|\\n\s+at /);
    expect(answer.headers.get('server')).toBeNull();
    expect(answer.headers.get('x-powered-by')).toBeNull();
    expect(answer.headers.get('x-request-id')).toMatch(/^[\w.-]{8,64}$/);
  });
});
