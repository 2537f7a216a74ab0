import { get } from 'node:http';
import { Writable } from 'node:stream';
import { Controller, Module } from '@nestjs/common';
import type { OnModuleDestroy } from '@nestjs/common';
import { z } from 'zod';
import { defineEndpoint } from '@sentrybox/contracts';
import { createLogger } from '@sentrybox/observability';
import { Route } from '../routing/route.decorator';
import { TestModule, testOptions } from '../../test/start-test-service';
import { runService } from './run-service';
import type { RunningService } from './run-service';

const nowhere = new Writable({
  write(_chunk, _encoding, done) {
    done();
  },
});
const logger = createLogger({ service: 'data', version: '0.0.0', level: 'error', destination: nowhere });

const gate: { open?: () => void } = {};

@Controller()
class SlowController {
  @Route(
    defineEndpoint({
      app: 'data',
      method: 'GET',
      path: '/slow',
      id: 'slow',
      summary: 'Waits.',
      tag: 'things',
      access: 'public',
      responses: { 200: z.object({ isDone: z.boolean() }) },
      examples: [],
    }),
  )
  async slow() {
    await new Promise<void>((resolve) => {
      gate.open = resolve;
    });
    return { isDone: true };
  }
}

const events: string[] = [];

@Module({ controllers: [SlowController] })
class SlowModule implements OnModuleDestroy {
  onModuleDestroy(): void {
    events.push('module destroyed');
  }
}

function fetchText(url: string): Promise<{ status: number; text: string; type: string }> {
  return new Promise((resolve, reject) => {
    get(url, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, text, type: response.headers['content-type'] ?? '' });
      });
    }).on('error', reject);
  });
}

describe('a running service', () => {
  let service: RunningService | undefined;
  afterEach(() => service?.close());

  it('serves metrics on a port of their own and nowhere else', async () => {
    service = await runService({ ...testOptions(), module: TestModule, logger });
    await fetchText(`${service.url}/api/v1/things`);
    const metrics = await fetchText(`${service.metricsUrl}/metrics`);
    expect(metrics.type).toContain('text/plain');
    expect(metrics.text).toContain('http_route="/api/v1/things"');
    expect(metrics.text).toContain('process_cpu_seconds_total');
    expect((await fetchText(`${service.metricsUrl}/health`)).status).toBe(404);
    expect((await fetchText(`${service.url}/metrics`)).status).toBe(404);
  });

  it('ends what it has accepted before it closes', async () => {
    service = await runService({ ...testOptions(), module: SlowModule, logger });
    const { url } = service;
    const answer = fetchText(`${url}/slow`);
    while (gate.open === undefined) await new Promise((resolve) => setTimeout(resolve, 5));
    const closed = service.close();
    service = undefined;
    await expect(fetchText(`${url}/health/live`)).rejects.toThrow();
    expect(events).toEqual([]);
    gate.open();
    expect(await answer).toMatchObject({ status: 200, text: '{"isDone":true}' });
    await closed;
    expect(events).toEqual(['module destroyed']);
  });

  it('serves only its own pages in the role of a worker', async () => {
    const options = testOptions({ SENTRYBOX_ROLE: 'worker' });
    service = await runService({ ...options, module: TestModule, logger });
    expect((await fetchText(`${service.url}/health/ready`)).status).toBe(200);
    expect((await fetchText(`${service.url}/api/v1/things`)).status).toBe(404);
  });

  it('listens nowhere when its port is taken', async () => {
    service = await runService({ ...testOptions(), module: TestModule, logger });
    const { port } = new URL(service.url);
    const second = runService({ ...testOptions({ PORT: port }), module: TestModule, logger });
    await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
