import { Controller, Module } from '@nestjs/common';
import { z } from 'zod';
import { defineEndpoint } from '@sentrybox/contracts';
import { requestContext } from '@sentrybox/observability';
import { Route } from '../routing/route.decorator';
import { startTestService, testOptions } from '../../test/start-test-service';

@Controller()
class WhoController {
  @Route(
    defineEndpoint({
      app: 'data',
      method: 'GET',
      path: '/who/{name}',
      id: 'who',
      summary: 'Tells its context.',
      tag: 'things',
      access: 'public',
      params: z.object({ name: z.string() }),
      responses: { 200: z.object({ clientIp: z.string(), route: z.string(), requestId: z.string() }) },
      examples: [],
    }),
  )
  async who() {
    await new Promise((resolve) => setImmediate(resolve));
    return requestContext();
  }
}

@Module({ controllers: [WhoController] })
class WhoModule {}

const ask = async (trusted: Readonly<Record<string, string>>, forwarded: string) => {
  const { config } = testOptions(trusted);
  const service = await startTestService({ module: WhoModule, config });
  const { json, headers } = await service.send('GET', '/who/me', { headers: { 'x-forwarded-for': forwarded } });
  await service.close();
  expect(json).toMatchObject({ route: '/who/{name}', requestId: headers['x-request-id'] });
  return json.clientIp;
};

describe('the request context', () => {
  it('does not believe X-Forwarded-For unless a proxy is trusted', async () => {
    expect(await ask({}, '203.0.113.9')).toBe('127.0.0.1');
  });

  it('believes as many entries as there are trusted proxies, from the right', async () => {
    expect(await ask({ TRUSTED_PROXY_HOPS: '1' }, '198.51.100.1, 203.0.113.9')).toBe('203.0.113.9');
    expect(await ask({ TRUSTED_PROXY_HOPS: '2' }, '198.51.100.1, 203.0.113.9')).toBe('198.51.100.1');
  });

  it('believes a proxy that is trusted by its address, and nobody who comes past it', async () => {
    const forwarded = '198.51.100.1, 203.0.113.9';
    expect(await ask({ TRUSTED_PROXIES: '10.1.2.3, 127.0.0.0/30' }, forwarded)).toBe('203.0.113.9');
    expect(await ask({ TRUSTED_PROXIES: '10.1.2.3' }, forwarded)).toBe('127.0.0.1');
    // Whoever can reach the service itself could name any client if hops were counted beside it.
    expect(await ask({ TRUSTED_PROXIES: '10.1.2.3', TRUSTED_PROXY_HOPS: '2' }, forwarded)).toBe('127.0.0.1');
  });

  it.each(['proxy', '10.0.0.0/33', '10.0.0.1,'])('refuses to start with the proxies %j', (text) => {
    expect(() => testOptions({ TRUSTED_PROXIES: text })).toThrow('TRUSTED_PROXIES');
  });
});
