import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Controller, Module } from '@nestjs/common';
import { z } from 'zod';
import { defineEndpoint } from '@sentrybox/contracts';
import { Metrics } from '@sentrybox/observability';
import { Route } from '../routing/route.decorator';
import { startTestService, testOptions } from '../../test/start-test-service';
import type { TestService } from '../../test/start-test-service';
import { LoadShedder } from './load-shedder';

const waiting: (() => void)[] = [];
const route = (method: 'GET' | 'POST', path: string, id: string) =>
  defineEndpoint({
    ...{ app: 'data', method, path, id, summary: 'Waits.', tag: 'things', access: 'public', examples: [] },
    ...(method === 'POST' ? { body: z.object({ n: z.number() }) } : {}),
    responses: { 200: z.object({ isDone: z.boolean() }) },
  });

@Controller()
class WaitingController {
  @Route(route('GET', '/api/v1/wait', 'wait'))
  async wait() {
    await new Promise<void>((resolve) => waiting.push(resolve));
    return { isDone: true };
  }

  @Route(route('POST', '/api/v1/take', 'take'))
  take() {
    return { isDone: true };
  }
}

@Module({ controllers: [WaitingController] })
class WaitingModule {}

async function until(isSo: () => boolean): Promise<void> {
  const deadline = performance.now() + 5_000;
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error('It did not happen in time.');
    await sleep(5);
  }
}

describe('overload', () => {
  let service: TestService;
  beforeEach(async () => {
    waiting.length = 0;
    const options = testOptions({ MAX_REQUESTS_IN_FLIGHT: '2', MAX_EVENT_LOOP_DELAY_MS: '60000' });
    service = await startTestService({ ...options, module: WaitingModule });
  });
  afterEach(() => service.close());

  it('F14 answers what is beyond the limit 503 at once, and takes requests again when others have ended', async () => {
    const taken = [service.send('GET', '/api/v1/wait'), service.send('GET', '/api/v1/wait')];
    await until(() => waiting.length === 2);

    const refused = await service.send('GET', '/api/v1/wait');
    expect(refused).toMatchObject({ status: 503, headers: { 'retry-after': '1', 'x-error-code': 'unavailable' } });
    expect(refused.json).toMatchObject({ status: 'error', error: 'Service Unavailable' });
    expect(service.lines.filter(({ level, event }) => event === 'http_request' && level !== 'debug')).toEqual([]);

    for (const go of waiting.splice(0)) go();
    expect((await Promise.all(taken)).map(({ status }) => status)).toEqual([200, 200]);
    const again = service.send('GET', '/api/v1/wait');
    await until(() => waiting.length === 1);
    waiting[0]?.();
    expect((await again).status).toBe(200);
  });

  it('health is exempt', async () => {
    const taken = [service.send('GET', '/api/v1/wait'), service.send('GET', '/api/v1/wait')];
    await until(() => waiting.length === 2);

    for (const path of ['/health', '/health/live', '/health/ready']) {
      expect((await service.send('GET', path)).status).toBe(200);
    }
    for (const go of waiting.splice(0)) go();
    await Promise.all(taken);
  });

  it('clients that are slow with their bodies hold no place', async () => {
    const head =
      'POST /api/v1/take HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 7\r\n\r\n{';
    const slow = Array.from({ length: 5 }, () => connect(service.port, '127.0.0.1'));
    for (const socket of slow) socket.write(head);
    await sleep(100);

    expect((await service.postJson('/api/v1/take', '{"n":1}')).status).toBe(200);
    const answers = slow.map(
      (socket) =>
        new Promise<string>((resolve) =>
          socket.once('data', (bytes) => {
            resolve(bytes.toString('utf8'));
          }),
        ),
    );
    for (const socket of slow) socket.write('"n":1}');
    expect((await Promise.all(answers)).map((text) => text.split('\r\n', 1)[0])).toEqual(
      slow.map(() => 'HTTP/1.1 200 OK'),
    );
    for (const socket of slow) socket.destroy();
  });

  it('work whose client has hung up keeps its place until it ends', async () => {
    const gone = Array.from({ length: 2 }, () => connect(service.port, '127.0.0.1'));
    for (const socket of gone) socket.write('GET /api/v1/wait HTTP/1.1\r\nhost: x\r\n\r\n');
    await until(() => waiting.length === 2);
    for (const socket of gone) socket.destroy();
    await sleep(50);
    expect((await service.send('GET', '/api/v1/wait')).status).toBe(503);

    for (const go of waiting.splice(0)) go();
    await sleep(50);
    const next = service.send('GET', '/api/v1/wait');
    await until(() => waiting.length === 1);
    waiting[0]?.();
    expect((await next).status).toBe(200);
  });
});

describe('load shedder', () => {
  it('refuses everything while the event loop is late, and says so in the metrics', async () => {
    let delayMs = 0;
    const metrics = new Metrics();
    const shedder = new LoadShedder({ maxInFlight: 10, maxLoopDelayMs: 100 }, () => delayMs, metrics);
    const place = shedder.admit();
    delayMs = 101;
    expect(shedder.admit()).toBe('event_loop');
    delayMs = 100;
    expect(typeof shedder.admit()).toBe('object');

    const text = await metrics.registry.metrics();
    expect(text).toContain('http_requests_shed_total{reason="event_loop"} 1');
    expect(text).toContain('http_requests_in_flight 2');
    if (typeof place === 'object') {
      place.leave();
      place.leave();
    }
    expect(await metrics.registry.metrics()).toContain('http_requests_in_flight 1');
  });
});
