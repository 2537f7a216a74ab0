import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { ConnectPolicy } from '../connect/checked-addresses';
import { connectPolicy } from '../connect/connect-policy';
import type { PolicyOptions } from '../connect/connect-policy';
import { forward } from './forward';
import { LeaseState } from './lease';
import type { LeaseOptions, ProxyLease } from './lease';
import { systemTcpDial } from './open-socket';
import type { TcpDial } from './open-socket';
import { Passage } from './passage';
import type { OnConnection, ProxyOutcome } from './passage';
import { refusal } from './refusal';
import { tunnel } from './tunnel';

export interface EgressProxyOptions extends PolicyOptions {
  readonly dial?: TcpDial;
  /** Told of every connection when it is over, refused ones included. */
  readonly onConnection?: OnConnection;
}

/** Of all leases together; more are closed at once. */
const maxConnections = 256;
const headersTimeoutMs = 10_000;
const maxHeaderBytes = 16_384;

/**
 * The way out for child processes and browsers: an HTTP proxy on loopback (CONNECT, and http in absolute form) that
 * judges each target with the profile of the lease whose credential came along. Without a lease it serves nobody, and
 * it listens only once there is one.
 */
export class EgressProxy implements OnApplicationShutdown {
  private readonly leases = new Map<string, LeaseState>();
  private readonly policy: ConnectPolicy;
  private readonly server: Server;
  private listening: Promise<number> | undefined;

  constructor(private readonly options: EgressProxyOptions) {
    this.policy = connectPolicy(options);
    this.server = createServer({ maxHeaderSize: maxHeaderBytes, headersTimeout: headersTimeoutMs });
    this.server.maxConnections = maxConnections;
    this.server.on('connect', (request: IncomingMessage, duplex: Duplex, head: Buffer) => {
      const client = duplex as Socket; // the server speaks TCP
      client.on('error', () => client.destroy());
      const answer = (outcome: ProxyOutcome): unknown => client.end(refusal(outcome));
      this.admit(request, answer, (passage) => tunnel(passage, request.url ?? '', client, head));
    });
    this.server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      const answer = (outcome: ProxyOutcome): unknown => request.socket.end(refusal(outcome));
      this.admit(request, answer, (passage) => forward(passage, request, response));
    });
  }

  /**
   * Gives one child process its own way out. The caller closes the lease when the child has ended.
   * @throws Error when the proxy cannot listen
   */
  async lease(options: LeaseOptions): Promise<ProxyLease> {
    const port = await this.listen();
    const lease = new LeaseState(options, ({ id }) => this.leases.delete(id));
    this.leases.set(lease.id, lease);
    const url = `http://${lease.id}:${lease.password}@127.0.0.1:${port}`;
    return {
      url,
      environment: environmentOf(url),
      usage: () => lease.usage(),
      close: () => {
        lease.close();
      },
    };
  }

  onApplicationShutdown(): Promise<void> {
    return this.close();
  }

  /** Ends every lease and stops listening. */
  async close(): Promise<void> {
    for (const lease of [...this.leases.values()]) {
      lease.close();
    }
    if (this.listening !== undefined) {
      await this.listening;
      this.listening = undefined;
      await new Promise((resolve) => {
        this.server.close(resolve);
        this.server.closeAllConnections();
      });
    }
  }

  private listen(): Promise<number> {
    this.listening ??= new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(0, '127.0.0.1', () => {
        this.server.off('error', reject);
        resolve((this.server.address() as AddressInfo).port); // it listens on TCP
      });
    });
    return this.listening;
  }

  private admit(
    request: IncomingMessage,
    answer: (outcome: ProxyOutcome) => unknown,
    serve: (passage: Passage) => Promise<void>,
  ): void {
    const { dial = systemTcpDial, onConnection = () => undefined } = this.options;
    const lease = this.leaseOf(request.headers['proxy-authorization']);
    if (lease === undefined) {
      answer('unauthenticated');
      const nothing = { leaseId: undefined, target: undefined, reason: undefined, bytesSent: 0, bytesReceived: 0 };
      onConnection({ ...nothing, profile: 'none', outcome: 'unauthenticated' });
      return;
    }
    const passage = new Passage(lease, this.policy, dial, answer, onConnection);
    if (!lease.tryOpen()) {
      answer('over_limit');
      passage.end('over_limit');
      return;
    }
    void serve(passage).finally(() => {
      lease.done();
    });
  }

  private leaseOf(header: string | undefined): LeaseState | undefined {
    const [, encoded] = /^basic ([\w+/=-]{1,512})$/i.exec(header ?? '') ?? [];
    const [id = '', password = ''] = Buffer.from(encoded ?? '', 'base64')
      .toString('utf8')
      .split(':', 2);
    const lease = this.leases.get(id);
    return lease?.accepts(password) === true ? lease : undefined;
  }
}

/** Both spellings: curl reads http_proxy in lower case only, others the capitals. */
function environmentOf(url: string): Readonly<Record<string, string>> {
  const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'];
  const all = names.flatMap((name) => [name, name.toLowerCase()]).map((name) => [name, url]);
  return { ...Object.fromEntries(all), NO_PROXY: '', no_proxy: '' } as Readonly<Record<string, string>>;
}
