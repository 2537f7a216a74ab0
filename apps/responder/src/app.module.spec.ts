import { loadConfig } from '@sentrybox/config';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createServiceApp, listRoutes } from '@sentrybox/http';
import { ResponderModule } from './app.module';
import { responderVariables } from './config';

let app: NestFastifyApplication;
let url: string;
beforeAll(async () => {
  const config = loadConfig(responderVariables, { NODE_ENV: 'test' });
  app = await createServiceApp({ app: 'responder', module: ResponderModule, config, version: '1.2.3' });
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
});
afterAll(() => app.close());

describe('responder', () => {
  it('A01 serves its own pages to everybody, and nothing else yet', () => {
    const paths = ['health', 'health/live', 'health/ready', 'openapi.json', 'docs', 'docs/:file'];
    const expected = paths.flatMap((path) => [`GET /${path} public`, `GET /-/responder/${path} public`]);
    const routes = listRoutes(app).filter(({ method }) => method !== 'HEAD');
    const names = routes.map(({ method, path, endpoint }) => `${method} ${path} ${endpoint?.access ?? ''}`);
    expect(names.sort()).toEqual(expected.sort());
  });

  it('is healthy', async () => {
    const answer = await fetch(`${url}/health`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({
      status: 'healthy',
      timestamp: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/) as string,
    });
  });

  it('describes itself', async () => {
    const document = (await (await fetch(`${url}/openapi.json`)).json()) as { info: unknown };
    expect(document.info).toMatchObject({ title: 'Sentrybox responder', version: '1.2.3' });
  });
});
