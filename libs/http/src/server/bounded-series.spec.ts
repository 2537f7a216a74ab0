import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { Metrics } from '@sentrybox/observability';
import { startTestService } from '../../test/start-test-service';
import type { TestService } from '../../test/start-test-service';

const methods = ['GET', 'DELETE', 'HEAD', 'OPTIONS'];

/** Paths as scanners send them: of no route, and of routes with a value, an encoding or a query of their own. */
function randomPath(): string {
  const text = randomBytes(9).toString('base64url');
  const forms = [
    `/${text}`,
    `/api/v1/${text}/${text}`,
    `/api/v1/things/${text}`,
    `/api/v1/things?q=${text}`,
    `/%2e/${text}`,
  ];
  return forms[text.charCodeAt(0) % forms.length] ?? '/';
}

describe('series of metrics', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService();
  });
  afterAll(() => service.close());

  /** On one connection, without waiting for the answers in between: the client shall cost as little as possible. */
  async function request(count: number): Promise<void> {
    const heads = Array.from({ length: count }, (_, n) => {
      const connection = n === count - 1 ? 'close' : 'keep-alive';
      return `${methods[n % methods.length]} ${randomPath()} HTTP/1.1\r\nHost: a.example\r\nConnection: ${connection}\r\n\r\n`;
    });
    const socket = connect(service.port, '127.0.0.1');
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.write(heads.join(''));
    await once(socket, 'close');
    expect(Buffer.concat(chunks).toString('latin1').split('HTTP/1.1 ').length - 1).toBe(count);
  }

  async function series(): Promise<string[]> {
    const text = await service.app.get(Metrics).registry.metrics();
    return text
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => line.slice(0, line.lastIndexOf(' ')));
  }

  it('are the same after 10,000 random paths as after the first few hundred', async () => {
    await request(500);
    const early = await series();
    for (let round = 0; round < 19; round += 1) await request(500);
    expect(await series()).toEqual(early);
    expect(early.filter((name) => name.startsWith('http_server_request_duration_seconds_count')).length).toBeLessThan(
      30,
    );
  }, 60_000);
});
