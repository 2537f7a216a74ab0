import { json, tooManyRequests } from './answers';
import { startFixtureServer } from './fixture-server';
import type { FixtureServer } from './fixture-server';

describe('fixture server', () => {
  let server: FixtureServer;

  beforeEach(async () => {
    server = await startFixtureServer({
      'POST /items': json(201, { id: 1 }, { etag: '"a"' }),
      'GET /files/*': json(200, { kind: 'file' }),
      'GET /turns': [tooManyRequests('7'), json(200, { turn: 2 })],
    });
  });

  afterEach(async () => {
    await server.close();
  });

  it('records what was asked', async () => {
    await fetch(`${server.url}/items?a=1&b=%20x`, { method: 'POST', body: '{"n":1}', headers: { 'x-key': 'k' } });

    expect(server.requests).toEqual([
      expect.objectContaining({ method: 'POST', path: '/items', query: { a: '1', b: ' x' }, body: '{"n":1}' }),
    ]);
    expect(server.requests[0]?.headers['x-key']).toBe('k');
    expect(server.connectionCount()).toBe(1);
  });

  it('answers by prefix, and 404 where nothing is declared', async () => {
    expect(await (await fetch(`${server.url}/files/a%2Fb`)).json()).toEqual({ kind: 'file' });
    expect((await fetch(`${server.url}/nothing`)).status).toBe(404);
    expect(server.requests.map((request) => request.path)).toEqual(['/files/a%2Fb', '/nothing']);
  });

  it('plays a sequence and stays at its last answer', async () => {
    const first = await fetch(`${server.url}/turns`);
    expect([first.status, first.headers.get('retry-after')]).toEqual([429, '7']);
    await first.text();
    for (let n = 0; n < 2; n += 1) {
      expect(await (await fetch(`${server.url}/turns`)).json()).toEqual({ turn: 2 });
    }
  });
});
