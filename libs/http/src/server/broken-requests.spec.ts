import { connect } from 'node:net';
import { startTestService } from '../../test/start-test-service';
import type { TestService } from '../../test/start-test-service';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.close());

interface RawAnswer {
  readonly text: string;
  readonly status: number;
}

/** Sends bytes and reads until the server closes the connection. */
function sendRaw(text: string): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect(service.port, '127.0.0.1', () => socket.write(text));
    let received = '';
    socket.setTimeout(5_000, () => socket.destroy(new Error(`The connection stayed open after: ${received}`)));
    socket.on('data', (chunk) => (received += chunk.toString('latin1')));
    socket.on('error', reject);
    socket.on('close', () => {
      resolve({ text: received, status: Number(/^HTTP\/1\.1 (\d{3})/.exec(received)?.[1]) });
    });
  });
}

const head = 'POST /api/v1/any-json HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';

describe('A16 requests that are no proper HTTP', () => {
  it.each([
    ['two lengths', `${head}Content-Length: 3\r\nContent-Length: 4\r\n\r\n"a"`],
    ['length and chunked', `${head}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
    ['a folded header', `${head}X-A: 1\r\n 2\r\nContent-Length: 3\r\n\r\n"a"`],
    ['a bare line feed in a header', `${head}X-A: 1\n2\r\nContent-Length: 3\r\n\r\n"a"`],
    ['a length that is no number', `${head}Content-Length: abc\r\n\r\n"a"`],
    ['an unknown method', 'EVIL / HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['another protocol', '\x16\x03\x01\x02\x00\x01'],
    ['no host', 'GET /health HTTP/1.1\r\n\r\n'],
    ['two hosts', 'GET /health HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n'],
    ['a blank before the colon', `${head}Content-Length : 3\r\n\r\n"a"`],
    ['chunked twice', `${head}Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n`],
    ['chunked in disguise', `${head}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`],
    ['a length with a sign', `${head}Content-Length: +3\r\n\r\n"a"`],
    ['a bare carriage return', `${head}X-A: 1\r2\r\nContent-Length: 3\r\n\r\n"a"`],
    ['NUL in a header', `${head}X-A: \0\r\nContent-Length: 3\r\n\r\n"a"`],
  ])('%s: 400 and the connection is closed', async (_name, text) => {
    expect((await sendRaw(text)).status).toBe(400);
  });

  // A well-formed extension has no meaning here and is passed over, as RFC 9112 7.1.1 demands.
  it.each([
    ['that ends in a bare line feed', '3;a\n"a"\r\n0\r\n\r\n'],
    ['with a bare carriage return', '3;a\rb\r\n"a"\r\n0\r\n\r\n'],
    ['with a control character', '3;a=\x01\r\n"a"\r\n0\r\n\r\n'],
    ['of more than 16 KiB', `3;${'a'.repeat(17_000)}\r\n"a"\r\n0\r\n\r\n`],
    ['before a size that is none', ';a=1\r\n"a"\r\n0\r\n\r\n'],
    ['on a size with a sign', '+3;a=1\r\n"a"\r\n0\r\n\r\n'],
  ])('a chunk extension %s: 400 and the connection is closed', async (_name, body) => {
    expect((await sendRaw(`${head}Transfer-Encoding: chunked\r\n\r\n${body}`)).status).toBe(400);
  });

  it('nothing that follows a broken chunk is taken for a request of its own', async () => {
    const smuggled = 'GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n';
    const { text } = await sendRaw(`${head}Transfer-Encoding: chunked\r\n\r\n3;a\n"a"\r\n0\r\n\r\n${smuggled}`);
    expect(text.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    expect(text).not.toContain('live');
  });

  it('a broken chunk after the head ends the connection without an answer of success', async () => {
    const { text } = await sendRaw(`${head}Transfer-Encoding: chunked\r\n\r\nzz\r\n"a"\r\n0\r\n\r\n`);
    expect(text).not.toContain(' 200 ');
  });

  it('16 KiB of headers: 431 with the usual body and headers', async () => {
    const { status, text } = await sendRaw(`GET /health HTTP/1.1\r\nHost: x\r\nX-Long: ${'a'.repeat(16_384)}\r\n\r\n`);
    expect(status).toBe(431);
    expect(text).toContain('x-content-type-options: nosniff');
    const body = JSON.parse(text.slice(text.indexOf('\r\n\r\n'))) as Record<string, unknown>;
    expect(Object.keys(body).sort()).toEqual(['error', 'message', 'request_id', 'status']);
  });
});

describe('A16 long paths', () => {
  it('answers a URL above 8 KiB with 414 and takes one below', async () => {
    const answer = await service.send('GET', `/health?${'a'.repeat(8_200)}`);
    expect([answer.status, answer.headers['x-error-code']]).toEqual([414, 'uri_too_long']);
    expect((await service.send('GET', `/api/v1/things?q=${'a'.repeat(8_000)}`)).status).toBe(200);
    expect((await service.send('GET', `/api/v1/fail/${'a'.repeat(8_300)}`)).status).toBe(414);
  });

  it('hands a parameter of 8,000 characters to the route', async () => {
    expect((await service.send('DELETE', `/api/v1/things/${'a'.repeat(8_000)}`)).status).toBe(204);
  });

  it('keeps the connection usable after a refused body', async () => {
    const tooLong = 'x'.repeat(300_000);
    const first = `${head}Content-Length: ${tooLong.length}\r\n\r\n${tooLong}`;
    const { text } = await sendRaw(`${first}GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    expect(text).toContain('HTTP/1.1 413');
    expect(text).toContain('{"status":"live"}');
  });

  it('keeps the connection usable after a body that the route leaves unread', async () => {
    const body = 'x'.repeat(600_000); // more than the buffers on the way to the route hold
    const first = `POST /api/v1/refused-imports HTTP/1.1\r\nHost: x\r\nContent-Type: text/csv\r\nContent-Length: ${body.length}`;
    const { text } = await sendRaw(
      `${first}\r\n\r\n${body}GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
    );
    expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 503', 'HTTP/1.1 200']);
  });
});
