// eslint-disable-next-line no-restricted-imports -- the client of tests; it dials the service under test on loopback
import { request } from 'node:http';
// eslint-disable-next-line no-restricted-imports -- see above
import type { IncomingHttpHeaders } from 'node:http';
import { Writable } from 'node:stream';
import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { loadConfig, serviceVariables } from '@sentrybox/config';
import { createLogger } from '@sentrybox/observability';
import { createServiceApp } from '../src/service/create-service-app';
import type { ServiceOptions } from '../src/service/service-options';
import { TestController } from './test.controller';

@Module({ controllers: [TestController] })
export class TestModule {}

interface TestAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly json: Record<string, unknown>;
}

interface Sent {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export interface TestService {
  readonly app: NestFastifyApplication;
  readonly port: number;
  readonly lines: Record<string, unknown>[];
  /** Sends the path as it is, without any normalisation. */
  send(method: string, path: string, sent?: Sent): Promise<TestAnswer>;
  postJson(path: string, body: string | Buffer): Promise<TestAnswer>;
  close(): Promise<void>;
}

/** What is late on a busy machine is no overload of the test's service. */
const unlimited = { RATE_LIMIT_ANONYMOUS_PER_HOUR: '1000000000', MAX_EVENT_LOOP_DELAY_MS: '60000' };

export function testOptions(environment: Record<string, string> = {}): ServiceOptions {
  const variables = { HOST: '127.0.0.1', PORT: '0', METRICS_PORT: '0', ...unlimited, ...environment };
  return { app: 'data', module: TestModule, config: loadConfig(serviceVariables(8_006), variables), version: '0.0.0' };
}

/** A service with the test controller on a free port, its log lines kept. */
export async function startTestService(options: Partial<ServiceOptions> = {}): Promise<TestService> {
  const lines: Record<string, unknown>[] = [];
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      for (const line of chunk.toString('utf8').split('\n').filter(Boolean)) {
        lines.push(JSON.parse(line) as Record<string, unknown>); // the logger writes one JSON object per line
      }
      done();
    },
  });
  const logger = createLogger({ service: 'data', version: '0.0.0', level: 'debug', destination });
  const app = await createServiceApp({ ...testOptions(), logger, ...options });
  await app.listen(0, '127.0.0.1');
  const port = Number(new URL(await app.getUrl()).port);
  const send = (method: string, path: string, sent: Sent = {}): Promise<TestAnswer> =>
    exchange(port, method, path, sent);
  return {
    app,
    port,
    lines,
    send,
    postJson: (path, body) => send('POST', path, { body, headers: { 'content-type': 'application/json' } }),
    close: () => app.close(),
  };
}

function exchange(port: number, method: string, path: string, { headers, body }: Sent): Promise<TestAnswer> {
  // Node frames the bodies of GET and DELETE only when it is told to.
  const isFramed = body === undefined || headers?.['transfer-encoding'] !== undefined;
  const framing = isFramed ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  const options = { host: '127.0.0.1', port, method, path, headers: { ...framing, ...headers }, agent: false };
  return new Promise((resolve, reject) => {
    const outgoing = request(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        const isJson = /^application\/(?:problem\+)?json/.test(response.headers['content-type'] ?? '') && text !== '';
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text,
          json: isJson ? (JSON.parse(text) as Record<string, unknown>) : {}, // every JSON answer here is an object
        });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
