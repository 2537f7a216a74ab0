import { request as httpRequest, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { call } from '../load';

/** Failed probes in a row after which a replica gets nothing more; as in Kubernetes by default. */
const failuresUntilOut = 3;

/**
 * A load balancer as small as one can be: takes turns over those that are ready, asked ten times a second; goes to the
 * next only when no connection came to be, for what was sent may have been done.
 */
export async function startBalancer(targets: Set<string>): Promise<{ readonly url: string; close(): void }> {
  const failures = new Map<string, number>();
  const asked = new Set<string>();
  const look = async (url: string): Promise<void> => {
    if (asked.has(url)) return; // a busy machine need not answer ten probes at once
    asked.add(url);
    const { status } = await call({ url: `${url}/health/ready`, timeoutMs: 2_000 });
    asked.delete(url);
    failures.set(url, status === 200 ? 0 : (failures.get(url) ?? failuresUntilOut) + 1);
  };
  const probe = setInterval(() => {
    for (const url of targets) void look(url);
  }, 100);
  const isReady = (url: string): boolean => (failures.get(url) ?? failuresUntilOut) < failuresUntilOut;
  let turn = 0;
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const candidates = [...targets].filter(isReady);
      const first = (turn += 1);
      const attempt = (n: number): void => {
        const url = candidates[(first + n) % Math.max(1, candidates.length)];
        if (url === undefined || n >= candidates.length) {
          outgoing.writeHead(502).end();
          return;
        }
        const options = {
          method: incoming.method,
          headers: { ...incoming.headers, connection: 'close' },
          agent: false,
        };
        const passed = httpRequest(url + (incoming.url ?? '/'), options, (answer) => {
          outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(outgoing);
        });
        passed.on('error', (error: NodeJS.ErrnoException) => {
          if (error.code === 'ECONNREFUSED') attempt(n + 1);
          else if (outgoing.headersSent) outgoing.destroy();
          else outgoing.writeHead(502, { 'x-cause': error.code ?? 'unknown' }).end();
        });
        passed.end(Buffer.concat(chunks));
      };
      attempt(0);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, // a TCP server that listens has one
    close: () => {
      clearInterval(probe);
      server.close();
      server.closeAllConnections();
    },
  };
}
