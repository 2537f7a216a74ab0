import { startTestService, testOptions } from '../../test/start-test-service';
import type { TestService } from '../../test/start-test-service';

let service: TestService;
beforeAll(async () => {
  const { config } = testOptions({ TRUSTED_PROXY_HOPS: '1' });
  service = await startTestService({ config });
});
afterAll(() => service.close());

const paths = ['/health/live', '/openapi.json', '/api/v1/things', '/no/such/place'];

describe('P07 answers', () => {
  it.each(paths)('of %s are not sniffed, framed, rendered or kept', async (path) => {
    const { headers } = await service.send('GET', path);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining("default-src 'none'") as string,
      'cache-control': expect.stringMatching(/no-store|no-cache/) as string,
    });
  });

  it.each(paths)(
    'of %s let no other origin read them, whatever it is called, and allow none beforehand',
    async (path) => {
      const own = `http://127.0.0.1:${service.port}`;
      const origins = [
        own,
        'null',
        '*',
        `${own}.example`,
        `http://example.${own.slice(7)}`,
        own.replace('http:', 'https:'),
      ];
      for (const origin of [...origins, 'http://127.0.0.1:1', 'https://127.0.0.1']) {
        const asked = { 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization' };
        for (const [method, headers] of [
          ['GET', { origin }],
          ['OPTIONS', { origin, ...asked }],
        ] as const) {
          const answer = await service.send(method, path, { headers });
          expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
        }
      }
    },
  );

  it('ask for TLS from then on where a trusted proxy says that they leave over it, and only there', async () => {
    const over = async (protocol: string) =>
      (await service.send('GET', '/health/live', { headers: { 'x-forwarded-proto': protocol } })).headers;
    expect((await over('https'))['strict-transport-security']).toBe('max-age=15724800');
    expect(await over('http')).not.toHaveProperty('strict-transport-security');

    const untrusted = await startTestService({});
    const { headers } = await untrusted.send('GET', '/health/live', { headers: { 'x-forwarded-proto': 'https' } });
    await untrusted.close();
    expect(headers).not.toHaveProperty('strict-transport-security');
  });
});
