import { APP_GUARD } from '@nestjs/core';
import { Controller, Get, Module } from '@nestjs/common';
import type { CanActivate } from '@nestjs/common';
import type { Principal } from '@sentrybox/contracts';
import { unauthenticated } from '@sentrybox/errors';
import { setPrincipal } from '@sentrybox/observability';
import { createServiceApp } from '../service/create-service-app';
import { startTestService, testOptions } from '../../test/start-test-service';
import type { TestService } from '../../test/start-test-service';
import { TestController } from '../../test/test.controller';
import { getThing } from '../../test/test.endpoints';
import { listRoutes } from './mounted-routes';
import { endpointOf, Route } from './route.decorator';

const principal: Principal = {
  kind: 'api_key',
  keyId: '01900000-0000-7000-8000-000000000001',
  serviceAccountId: '01900000-0000-7000-8000-000000000002',
  serviceAccountName: 'test',
  teamId: '01900000-0000-7000-8000-000000000003',
  teamRole: 'member',
  permissions: ['indicators:read'],
};

const guard: CanActivate = {
  canActivate(context) {
    if (endpointOf(context)?.access === 'public') return true;
    const { headers } = context.switchToHttp().getRequest<{ headers: Record<string, string> }>();
    if (headers['x-api-key'] !== 'good') throw unauthenticated('A credential is needed.');
    setPrincipal(principal);
    return true;
  },
};

@Module({ controllers: [TestController], providers: [{ provide: APP_GUARD, useValue: guard }] })
class GuardedModule {}

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ module: GuardedModule });
});
afterAll(() => service.close());

describe('A01 every route goes through the global guard', () => {
  it('lets a credential in', async () => {
    const answer = await service.send('GET', '/api/v1/things/7', { headers: { 'x-api-key': 'good' } });
    expect(answer.json).toEqual({ name: '7', size: 1 });
  });

  const protectedVariants = [
    '/api/v1/things/7',
    '/api/v1/things/7/',
    '/%61pi/v1/things/7',
    '/api/v1/%74hings/7',
    '/api/v1/things/%37',
    '/api/v1/things/7?',
    'http://elsewhere.example/api/v1/things/7',
  ];
  const elsewhere = [
    '//api/v1/things/7',
    '/api//v1/things/7',
    '/API/v1/things/7',
    '/api/v1/Things/7',
    '/api/v1/things/7;x',
    '/api/v1/things;x/7',
    '/api/v1/./things/7',
    '/health/../api/v1/things/7',
    '/api%2fv1%2fthings%2f7',
    '/api/v1/things/7%2f..',
    '/api/v1/things//',
    '*api/v1/things/7',
  ];

  it.each(protectedVariants)('GET %s is 401 without a credential', async (path) => {
    expect((await service.send('GET', path)).status).toBe(401);
    expect((await service.send('HEAD', path)).status).toBe(401);
  });

  it.each(elsewhere)('GET %s is 401 or 404 without a credential', async (path) => {
    expect([401, 404]).toContain((await service.send('GET', path)).status);
  });

  it.each(['OPTIONS', 'TRACE', 'PUT', 'POST', 'PROPFIND'])('%s is 405 and names the methods', async (method) => {
    const answer = await service.send(method, '/api/v1/things/7');
    expect(answer.status).toBe(405);
    expect(answer.headers.allow).toBe('DELETE, GET, HEAD');
  });

  it('answers HEAD like GET, without a body', async () => {
    const answer = await service.send('HEAD', '/api/v1/things/7', { headers: { 'x-api-key': 'good' } });
    expect([answer.status, answer.text]).toEqual([200, '']);
  });

  it('does not read the body of a stranger', async () => {
    const answer = await service.send('GET', '/api/v1/things/7', {
      body: 'not json',
      headers: { 'content-type': 'application/json' },
    });
    expect(answer.status).toBe(401);
  });

  it('refuses protected routes when no guard has set a principal', async () => {
    const unguarded = await startTestService();
    expect((await unguarded.send('GET', '/api/v1/things/7')).status).toBe(401);
    expect((await unguarded.send('DELETE', '/api/v1/things/7')).status).toBe(204);
    await unguarded.close();
  });

  it('lists every route of the router with its endpoint', () => {
    const routes = listRoutes(service.app);
    expect(routes.every(({ endpoint }) => endpoint !== undefined)).toBe(true);
    const names = routes.map(({ method, path }) => `${method} ${path}`);
    expect(names).toEqual(expect.arrayContaining(['GET /health', 'GET /-/data/docs', 'HEAD /api/v1/things/:id']));
  });
});

describe('A01 the start-up check', () => {
  const startWith = (controller: new () => object) => {
    @Module({ controllers: [controller] })
    class BadModule {}
    return createServiceApp({ ...testOptions({ NODE_ENV: 'test' }), module: BadModule });
  };

  it('refuses a route that no endpoint declares', async () => {
    @Controller()
    class Undeclared {
      @Get('/api/v1/hidden')
      hidden() {
        return {};
      }
    }
    await expect(startWith(Undeclared)).rejects.toThrow('GET /api/v1/hidden is not declared by an endpoint');
  });

  it("refuses another app's endpoint", async () => {
    @Controller()
    class Foreign {
      @Route({ ...getThing, app: 'identity' })
      get() {
        return {};
      }
    }
    await expect(startWith(Foreign)).rejects.toThrow('getThing belongs to identity');
  });

  it('refuses two endpoints of the same id', async () => {
    @Controller()
    class Twice {
      @Route(getThing)
      get() {
        return {};
      }

      @Route({ ...getThing, path: '/api/v1/other' })
      other() {
        return {};
      }
    }
    await expect(startWith(Twice)).rejects.toThrow('getThing is the id of two endpoints');
  });
});
