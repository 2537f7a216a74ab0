import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { Lane } from './lane';
import type { Connection } from './stage';
import { stageOf } from './stage';
import type { Direction, Toxic } from './toxic';

export interface FaultProxyOptions {
  readonly host?: string;
  readonly port: number;
  /** In [0, 1): decides about toxicity and jitter. Default: Math.random; a seeded one makes a run repeatable. */
  readonly random?: () => number;
}

export interface FaultProxy {
  /** On 127.0.0.1. */
  readonly port: number;
  /** From now on, for open connections too. Returns what takes it away again. */
  add(toxic: Toxic): () => void;
  /** Takes every toxic away. */
  heal(): void;
  /** Down: open connections end, new ones are refused. */
  setUp(isUp: boolean): Promise<void>;
  /** Connections that are open now. */
  openCount(): number;
  close(): Promise<void>;
}

class Link implements Connection {
  readonly lanes: Readonly<Record<Direction, Lane>>;

  constructor(
    private readonly client: Socket,
    private readonly server: Socket,
    onClose: () => void,
  ) {
    this.lanes = { upstream: new Lane(client, server), downstream: new Lane(server, client) };
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      socket.on('error', () => other.resetAndDestroy());
      socket.on('close', (hadError) => {
        if (!hadError && !socket.readableEnded) other.destroy();
        if (client.destroyed && server.destroyed) onClose();
      });
    }
  }

  end(): void {
    for (const socket of [this.client, this.server]) {
      socket.end(() => socket.destroy());
    }
  }

  reset(): void {
    this.client.resetAndDestroy();
    this.server.resetAndDestroy();
  }

  destroy(): void {
    for (const lane of Object.values(this.lanes)) lane.removeAll();
    this.client.destroy();
    this.server.destroy();
  }
}

/** A TCP proxy on loopback, any free port, that plays the faults of a network on the way to `port`. */
export async function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const { host = '127.0.0.1', port: targetPort, random = Math.random } = options;
  const links = new Set<Link>();
  const toxics = new Set<Toxic>();

  const poison = (link: Link, toxic: Toxic): void => {
    if (random() >= (toxic.toxicity ?? 1)) return;
    link.lanes[toxic.direction ?? 'downstream'].add(toxic, stageOf(toxic, link, random));
  };
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (client) => {
    const upstream = connect({ host, port: targetPort, allowHalfOpen: true });
    const link = new Link(client, upstream, () => links.delete(link));
    links.add(link);
    for (const toxic of toxics) poison(link, toxic);
    client.resume();
  });
  await listen(server, 0);
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one
  const remove = (toxic: Toxic): void => {
    if (!toxics.delete(toxic)) return;
    for (const link of links) for (const lane of Object.values(link.lanes)) lane.remove(toxic);
  };

  return {
    port,
    add: (given) => {
      const toxic = { ...given };
      toxics.add(toxic);
      for (const link of links) poison(link, toxic);
      return () => {
        remove(toxic);
      };
    },
    heal: () => {
      for (const toxic of [...toxics]) remove(toxic);
    },
    setUp: async (isUp) => {
      if (isUp === server.listening) return;
      await (isUp ? listen(server, port) : shut(server, links));
    },
    openCount: () => links.size,
    close: () => shut(server, links),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function shut(server: Server, links: ReadonlySet<Link>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    for (const link of [...links]) link.destroy();
  });
}
