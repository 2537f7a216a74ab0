import { apiRoutes } from './api-route';
import { comparable } from './call-route';
import { hasTeamId, realIds, unknownParameters } from './real-ids';
import type { IdRegistry } from './real-ids';

const operation = { tags: ['x'], 'x-permission': 'sources:read' };
const paths = {
  '/sources': { get: { ...operation, 'x-permission': 'public' } },
  '/sources/{id}/imports/{import_id}': {
    parameters: [],
    get: operation,
    post: { ...operation, requestBody: { content: { 'text/csv': { examples: { one: { value: 'a,b' } } } } } },
  },
};
const registry: IdRegistry<string> = {
  'data /sources/{id}': { make: (team) => Promise.resolve(`${team}-source`) },
  'data /sources/{id}/imports/{import_id}': {
    make: (team, { id = '' }) => Promise.resolve(`${team}-import of ${id}`),
  },
};

describe('the enumerator of routes', () => {
  it('finds every operation with who may call it, its parameters and the body of its example', () => {
    const routes = apiRoutes('data', { paths });

    expect(routes.map(({ method, path, access }) => `${method} ${path} ${access}`)).toEqual([
      'GET /sources public',
      'GET /sources/{id}/imports/{import_id} sources:read',
      'POST /sources/{id}/imports/{import_id} sources:read',
    ]);
    expect(routes[2]).toMatchObject({
      parameters: ['id', 'import_id'],
      body: { type: 'text/csv', content: 'a,b' },
    });
  });

  it('refuses an operation that does not say who may call it', () => {
    expect(() => apiRoutes('data', { paths: { '/new': { get: {} } } })).toThrow('data get /new');
  });

  it('names each parameter that nothing makes a real value of', () => {
    const routes = apiRoutes('data', { paths: { ...paths, '/sources/{id}/notes/{note}': { get: operation } } });

    expect(unknownParameters(routes, registry)).toEqual([
      'data GET /sources/{id}/notes/{note}: nothing makes a real value of "data /sources/{id}/notes/{note}"',
    ]);
  });

  it('makes the values in order, each with those before it', async () => {
    const [list, route] = apiRoutes('data', { paths });
    if (route === undefined || list === undefined) throw new Error('There are three routes.');

    expect([hasTeamId(list, registry), hasTeamId(route, registry)]).toEqual([false, true]);
    await expect(realIds(route, registry, 'a')).resolves.toEqual({
      id: 'a-source',
      import_id: 'a-import of a-source',
    });
    await expect(realIds(route, {}, 'a')).rejects.toThrow('data /sources/{id}');
  });

  it('compares answers without what is about one request, and nothing else', () => {
    const answer = (id: string, message: string) => ({
      status: 404,
      headers: { 'x-error-code': 'not_found', 'x-request-id': id },
      text: `{"message":"${message}","request_id":"${id}"}`,
    });

    expect(comparable(answer('req-1', 'a'))).toEqual(comparable(answer('req-2', 'a')));
    expect(comparable(answer('req-1', 'a'))).not.toEqual(comparable(answer('req-1', 'b')));
  });
});
