import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/** Addresses of this host that a target can be smuggled to; the last one is left out where there is no IPv6. */
const aliases = ['127.0.0.1', '127.0.0.2', '127.0.0.3', '127.0.0.4', '127.1.2.3', '127.255.255.254', '::1'] as const;

/** Listens at one port of every alias of the loopback interface and counts who connects. */
export interface LoopbackCanary {
  readonly port: number;
  readonly addresses: readonly string[];
  connectionCount(): number;
  close(): Promise<void>;
}

export async function startLoopbackCanary(): Promise<LoopbackCanary> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start();
    } catch (error) {
      // The port that one address had free was taken on another.
      if (attempt === 5) throw error;
    }
  }
}

async function start(): Promise<LoopbackCanary> {
  const servers: Server[] = [];
  const sockets = new Set<Socket>();
  const addresses: string[] = [];
  let connections = 0;
  let port = 0;
  try {
    for (const address of aliases) {
      const server = createServer((socket) => {
        connections += 1;
        sockets.add(socket);
        socket.resume().on('error', () => undefined);
        socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
      });
      if (!(await listens(server, port, address))) continue;
      servers.push(server);
      addresses.push(address);
      port = (server.address() as AddressInfo).port; // it listens on TCP
    }
  } catch (error) {
    await closeAll(servers);
    throw error;
  }
  const close = (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    return closeAll(servers);
  };
  return { port, addresses, connectionCount: () => connections, close };
}

/** False where the host has no such address. */
function listens(server: Server, port: number, host: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT') resolve(false);
      else reject(error);
    });
    server.listen(port, host, () => {
      resolve(true);
    });
  });
}

async function closeAll(servers: readonly Server[]): Promise<void> {
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
}
