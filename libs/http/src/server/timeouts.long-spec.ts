import { connect } from 'node:net';
import { p99SideBySide } from '../../test/slow-clients';
import { startTestService } from '../../test/start-test-service';
import type { TestService } from '../../test/start-test-service';

jest.setTimeout(60_000);

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());

/** Sends bytes, then nothing; resolves with the answer and the time until the connection was closed. */
function sendAndWait(text: string): Promise<{ received: string; afterMs: number }> {
  return new Promise((resolve) => {
    const startedAt = performance.now();
    let received = '';
    const socket = connect(service.port, '127.0.0.1', () => socket.write(text));
    socket.on('data', (chunk) => (received += chunk.toString('latin1')));
    socket.on('close', () => {
      resolve({ received, afterMs: performance.now() - startedAt });
    });
  });
}

describe('A16 slow clients', () => {
  it('have 10 s for the head of a request, then 408', async () => {
    const { received, afterMs } = await sendAndWait('GET /health HTTP/1.1\r\nHost: x\r\n');
    expect(received).toContain('HTTP/1.1 408');
    expect(afterMs).toBeGreaterThan(9_900);
    expect(afterMs).toBeLessThan(13_000);
  });

  it('have 30 s for the body, then 408 and the end of the connection', async () => {
    const head =
      'POST /api/v1/things HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{';
    const { received, afterMs } = await sendAndWait(head);
    expect(received).toContain('HTTP/1.1 408');
    expect(received).toContain('request_timeout');
    expect(afterMs).toBeLessThan(38_000);
  });

  it('do not hold up others: 500 that never finish a request leave the answers of the rest as fast', async () => {
    const { quietMs, attackedMs } = await p99SideBySide(service.port, 500, () => service.send('GET', '/api/v1/things'));
    expect(attackedMs).toBeLessThan(Math.max(quietMs * 2, 20)); // below 20 ms the machine's noise is larger than the effect
  });
});
