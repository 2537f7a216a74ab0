import { randomUUID } from 'node:crypto';
import { appNames } from '@sentrybox/contracts';
import { apiRoutes, callRoute, fill, nameOf, oddMethods, pathVariants, rawRequest, request } from '@sentrybox/testing';
import { sharedStack } from '@sentrybox/testing';
import type { ApiRoute } from '@sentrybox/testing';
import { ownPages, publicRoutes } from '../public-routes';

const { urls } = sharedStack();

jest.setTimeout(120_000);

const valuesOf = ({ parameters }: ApiRoute) => Object.fromEntries(parameters.map((name) => [name, randomUUID()]));

describe.each(appNames)('%s without a credential', (app) => {
  let routes: readonly ApiRoute[];
  let closed: readonly ApiRoute[];

  beforeAll(async () => {
    routes = apiRoutes(app, (await request(`${urls[app]}/-/${app}/openapi.json`)).body);
    closed = routes.filter(({ access }) => access !== 'public');
  });

  it('A01 has no other public routes than the reviewed ones', () => {
    const open = routes.filter(({ access }) => access === 'public').map(({ method, path }) => `${method} ${path}`);

    expect(open.sort()).toEqual([...ownPages(app), ...(publicRoutes[app] ?? [])].sort());
  });

  it('A01 answers 401 on every other route, before it looks at the body', async () => {
    const others: string[] = [];
    for (const route of closed) {
      const { status } = await callRoute(urls[app], route, valuesOf(route), undefined);
      if (status !== 401) others.push(`${nameOf(route)}: ${status}`);
    }

    expect(others).toEqual([]);
  });

  it('A01 lets nobody in by another spelling of the path', async () => {
    const others: string[] = [];
    for (const route of closed) {
      for (const path of pathVariants(fill(route, valuesOf(route)))) {
        const { status } = await rawRequest(urls[app], { method: route.method, path });
        if (![400, 401, 404, 405, 414].includes(status)) others.push(`${route.method} ${path}: ${status}`);
      }
    }

    expect(others).toEqual([]);
  });

  it('A01 lets nobody in by another method, nor by a header that names one', async () => {
    const others: string[] = [];
    // HEAD of a public page is public.
    const open = new Set(routes.filter(({ access }) => access === 'public').map(({ path }) => path));
    for (const route of closed.filter(({ path }) => !open.has(path))) {
      const path = fill(route, valuesOf(route));
      const override = { 'x-http-method-override': 'GET', 'x-original-url': '/health', 'x-rewrite-url': '/health' };
      const answers = [
        ...oddMethods.map(async (method) => ({ method, ...(await rawRequest(urls[app], { method, path })) })),
        rawRequest(urls[app], { method: route.method, path, headers: override }).then((answer) => ({
          method: `${route.method} with override`,
          ...answer,
        })),
      ];
      for (const { method, status } of await Promise.all(answers)) {
        if (![400, 401, 404, 405, 501].includes(status)) others.push(`${method} ${path}: ${status}`);
      }
    }

    expect(others).toEqual([]);
  });

  it('A07 takes nobody for who a header says they are', async () => {
    const claims = {
      'x-user-id': randomUUID(),
      'x-team-id': randomUUID(),
      'x-role': 'admin',
      'x-forwarded-user': 'admin',
      'x-wildbox-user-id': randomUUID(),
      'x-sentrybox-principal': '{"kind":"user"}',
    };
    const others: string[] = [];
    for (const route of closed) {
      const path = fill(route, valuesOf(route));
      const { status } = await rawRequest(urls[app], { method: route.method, path, headers: claims });
      if (status !== 401) others.push(`${nameOf(route)}: ${status}`);
    }

    expect(others).toEqual([]);
  });
});
