import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { connectionsTo } from './connections';

const onLinux = process.platform === 'linux' ? it : it.skip;

onLinux(
  'counts what a process holds open to a port, and not what is held open to it (needs /proc of Linux)',
  async () => {
    const accepted: Socket[] = [];
    const server = createServer((socket) => accepted.push(socket)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo; // it listens on TCP
    const before = connectionsTo(process.pid, port);
    const clients = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')];
    await Promise.all(clients.map((client) => once(client, 'connect')));

    expect([before, connectionsTo(process.pid, port), connectionsTo(process.ppid, port)]).toEqual([0, 2, 0]);

    for (const socket of [...clients, ...accepted]) socket.destroy();
    server.close();
  },
);
