import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { seededRandom } from '../seeded-random';
import { startFaultProxy } from './fault-proxy';
import type { FaultProxy } from './fault-proxy';

interface Peer {
  readonly socket: Socket;
  text(): string;
  readonly pieces: number[];
  /** Monotonic time of the first byte, the end and the error; undefined: not yet. */
  readonly seen: { firstAt?: number; endedAt?: number; error?: string };
}

let server: Server;
let accepted: Peer[];
let proxy: FaultProxy;
let clients: Socket[];

function watch(socket: Socket): Peer {
  const chunks: Buffer[] = [];
  const seen: Peer['seen'] = {};
  const pieces: number[] = [];
  socket.on('data', (chunk) => {
    seen.firstAt ??= performance.now();
    chunks.push(chunk);
    pieces.push(chunk.length);
  });
  socket.on('end', () => (seen.endedAt = performance.now()));
  socket.on('error', (error: NodeJS.ErrnoException) => (seen.error = error.code));
  return { socket, text: () => Buffer.concat(chunks).toString('utf8'), pieces, seen };
}

async function until<T>(look: () => T | undefined | false, deadlineMs = 5_000): Promise<T> {
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    const found = look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > deadline) throw new Error('It did not happen in time.');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

beforeEach(async () => {
  accepted = [];
  clients = [];
  server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => accepted.push(watch(socket)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  proxy = await startFaultProxy({ port: (server.address() as AddressInfo).port, random: seededRandom(7) });
});

afterEach(async () => {
  for (const socket of [...clients, ...accepted.map((peer) => peer.socket)]) socket.destroy();
  await proxy.close();
  server.close();
});

/** Both ends of one connection through the proxy. */
async function join(): Promise<{ client: Peer; far: Peer }> {
  const before = accepted.length;
  const socket = connect({ host: '127.0.0.1', port: proxy.port, allowHalfOpen: true, noDelay: true });
  clients.push(socket);
  const client = watch(socket);
  const far = await until(() => accepted[before]);
  return { client, far };
}

describe('fault proxy', () => {
  it('passes bytes and ends of streams in both directions, half-open included', async () => {
    const { client, far } = await join();
    client.socket.end('question');
    await until(() => far.seen.endedAt);
    far.socket.end('answer');
    await until(() => client.seen.endedAt);

    expect([far.text(), client.text()]).toEqual(['question', 'answer']);
    await until(() => proxy.openCount() === 0);
  });

  it('passes a megabyte unchanged', async () => {
    const { client, far } = await join();
    const sent = Buffer.alloc(1_048_576, 'sentrybox-');
    far.socket.end(sent);
    await until(() => client.seen.endedAt);
    expect(client.text() === sent.toString('utf8')).toBe(true);
  });

  it('passes a reset on as a reset', async () => {
    const { client, far } = await join();
    far.socket.resetAndDestroy();
    expect(await until(() => client.seen.error)).toBe('ECONNRESET');
  });

  it('refuses connections and ends open ones while it is down, and works again when it is up', async () => {
    const { client } = await join();
    await proxy.setUp(false);
    await until(() => client.seen.endedAt ?? client.seen.error);
    const refused = watch(connect({ host: '127.0.0.1', port: proxy.port }));
    expect(await until(() => refused.seen.error)).toBe('ECONNREFUSED');

    await proxy.setUp(true);
    const again = await join();
    again.far.socket.write('back');
    await until(() => again.client.text() === 'back');
  });
});

describe('toxics', () => {
  it('latency: each piece comes that much later, pieces stay in order and do not add up', async () => {
    const { client, far } = await join();
    proxy.add({ type: 'latency', latencyMs: 120, jitterMs: 20 });
    const startedAt = performance.now();
    far.socket.write('a');
    await new Promise((resolve) => setTimeout(resolve, 40));
    far.socket.write('b');
    await until(() => client.text() === 'ab');

    expect((client.seen.firstAt ?? 0) - startedAt).toBeGreaterThanOrEqual(95);
    expect(performance.now() - startedAt).toBeLessThan(240);
  });

  it('latency downstream leaves the other direction alone', async () => {
    const { client, far } = await join();
    proxy.add({ type: 'latency', latencyMs: 60_000 });
    client.socket.write('now');
    await until(() => far.text() === 'now', 1_000);
  });

  it('latency taken away: what was held comes at once', async () => {
    const { client, far } = await join();
    const remove = proxy.add({ type: 'latency', latencyMs: 60_000 });
    far.socket.write('held');
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(client.text()).toBe('');
    remove();
    await until(() => client.text() === 'held', 1_000);
  });

  it('bandwidth: not faster than the rate', async () => {
    const { client, far } = await join();
    proxy.add({ type: 'bandwidth', bytesPerSecond: 20_000, direction: 'upstream' });
    const startedAt = performance.now();
    client.socket.end('x'.repeat(8_000));
    const endedAt = await until(() => far.seen.endedAt);

    expect(endedAt - startedAt).toBeGreaterThanOrEqual(380);
    expect(far.text()).toHaveLength(8_000);
  });

  it('slow_close: the end comes later than the data', async () => {
    const { client, far } = await join();
    proxy.add({ type: 'slow_close', delayMs: 150 });
    far.socket.end('bye');
    const endedAt = await until(() => client.seen.endedAt);

    expect(client.text()).toBe('bye');
    expect(endedAt - (client.seen.firstAt ?? 0)).toBeGreaterThanOrEqual(140);
  });

  it('timeout: nothing arrives and the connection ends after the time', async () => {
    const { client, far } = await join();
    const startedAt = performance.now();
    proxy.add({ type: 'timeout', timeoutMs: 120 });
    far.socket.write('lost');
    const endedAt = await until(() => client.seen.endedAt);

    expect(client.text()).toBe('');
    expect(endedAt - startedAt).toBeGreaterThanOrEqual(110);
  });

  it('timeout 0: the connection hangs until the toxic is taken away, which ends it', async () => {
    const { client, far } = await join();
    const remove = proxy.add({ type: 'timeout', timeoutMs: 0 });
    far.socket.write('lost');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(client.seen).toEqual({});
    remove();
    await until(() => client.seen.endedAt);
    expect(client.text()).toBe('');
  });

  it('reset_peer: a reset after the time, with nothing delivered', async () => {
    const { client, far } = await join();
    proxy.add({ type: 'reset_peer', timeoutMs: 80, direction: 'upstream' });
    const startedAt = performance.now();
    client.socket.write('lost');
    expect(await until(() => client.seen.error)).toBe('ECONNRESET');
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(75);
    expect(await until(() => far.seen.error)).toBe('ECONNRESET');
    expect(far.text()).toBe('');
  });

  it('slicer: pieces of the size, with the pause between them', async () => {
    const { client, far } = await join();
    proxy.add({ type: 'slicer', averageBytes: 10, variationBytes: 3, delayUs: 5_000 });
    far.socket.end('x'.repeat(200));
    await until(() => client.seen.endedAt);

    expect(client.text()).toHaveLength(200);
    expect(client.pieces.length).toBeGreaterThan(8);
  });

  it('limit_data: exactly that many bytes, then the end', async () => {
    const { client, far } = await join();
    proxy.add({ type: 'limit_data', bytes: 5 });
    far.socket.write('abc');
    await until(() => client.text() === 'abc');
    far.socket.write('defgh');
    await until(() => client.seen.endedAt);
    expect(client.text()).toBe('abcde');
  });

  it('work together, in the order in which they were added', async () => {
    const { client, far } = await join();
    proxy.add({ type: 'latency', latencyMs: 60 });
    proxy.add({ type: 'limit_data', bytes: 2 });
    const startedAt = performance.now();
    far.socket.write('abc');
    await until(() => client.seen.endedAt);
    expect(client.text()).toBe('ab');
    expect((client.seen.firstAt ?? 0) - startedAt).toBeGreaterThanOrEqual(55);
  });

  it('are for the share of connections that toxicity says, the same ones for the same seed', async () => {
    const hit = async (): Promise<boolean[]> => {
      const seeded = await startFaultProxy({ port: (server.address() as AddressInfo).port, random: seededRandom(42) });
      seeded.add({ type: 'limit_data', bytes: 1, toxicity: 0.5 });
      const outcomes: boolean[] = [];
      for (let n = 0; n < 20; n += 1) {
        const before = accepted.length;
        const client = watch(connect({ host: '127.0.0.1', port: seeded.port }));
        (await until(() => accepted[before])).socket.end('ab');
        await until(() => client.seen.endedAt);
        outcomes.push(client.text() === 'a');
      }
      await seeded.close();
      return outcomes;
    };
    const outcomes = await hit();
    expect(outcomes.filter(Boolean).length).toBeGreaterThan(4);
    expect(outcomes.filter(Boolean).length).toBeLessThan(16);
    expect(await hit()).toEqual(outcomes);
  });

  it('heal takes them all away', async () => {
    proxy.add({ type: 'limit_data', bytes: 1 });
    proxy.add({ type: 'latency', latencyMs: 60_000, direction: 'upstream' });
    proxy.heal();
    const { client, far } = await join();
    client.socket.end('in');
    far.socket.end('out');
    await until(() => client.seen.endedAt !== undefined && far.seen.endedAt !== undefined);
    expect([far.text(), client.text()]).toEqual(['in', 'out']);
  });
});
