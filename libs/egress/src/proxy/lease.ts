import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Socket } from 'node:net';
import type { EgressProfile } from '../profiles';

export interface LeaseOptions {
  readonly profile: EgressProfile;
  /** Life of the lease in milliseconds. Everything that is open then is cut. */
  readonly timeoutMs: number;
  /** Bytes of all connections in both directions together. */
  readonly maxBytes: number;
  /** Connections at a time; default 16, what a browser opens. */
  readonly maxConnections?: number;
}

/** What one child process may use. */
export interface ProxyLease {
  /** `http://user:password@127.0.0.1:port`; the password is the lease's own and belongs into no log. */
  readonly url: string;
  /** The variables by which programs find a proxy; nothing is exempt from it. */
  readonly environment: Readonly<Record<string, string>>;
  usage(): { readonly connections: number; readonly bytes: number };
  /** Cuts every connection and makes the credential void. Call it when the child has ended. */
  close(): void;
}

const defaultMaxConnections = 16;

/** The state of a lease, as the proxy keeps it. */
export class LeaseState {
  readonly id = randomBytes(9).toString('base64url');
  readonly profile: EgressProfile;
  readonly password = randomBytes(24).toString('base64url');
  private readonly sockets = new Set<Socket>();
  private readonly digest = digestOf(this.password);
  private readonly timer: NodeJS.Timeout;
  private bytes = 0;
  private connections = 0;
  private open = 0;
  private isClosed = false;
  private isCut = false;

  constructor(
    private readonly options: LeaseOptions,
    private readonly onClosed: (lease: LeaseState) => void,
  ) {
    this.profile = options.profile;
    this.timer = setTimeout(() => {
      this.close();
    }, options.timeoutMs);
    this.timer.unref();
  }

  /** Connections were ended because the lease or its bytes were over. */
  get hasCut(): boolean {
    return this.isCut;
  }

  /** In constant time. */
  accepts(password: string): boolean {
    return timingSafeEqual(digestOf(password), this.digest);
  }

  usage(): { readonly connections: number; readonly bytes: number } {
    return { connections: this.connections, bytes: this.bytes };
  }

  /** False: one connection too many, no bytes left, or the lease is over. */
  tryOpen(): boolean {
    const isFull = this.open >= (this.options.maxConnections ?? defaultMaxConnections);
    if (this.isClosed || isFull || this.bytes >= this.options.maxBytes) {
      return false;
    }
    this.open += 1;
    this.connections += 1;
    return true;
  }

  done(): void {
    this.open -= 1;
  }

  /** The socket is destroyed when the lease ends before it. */
  hold(socket: Socket): void {
    if (this.isClosed) {
      socket.destroy();
    }
    if (socket.destroyed || this.sockets.has(socket)) {
      return;
    }
    this.sockets.add(socket);
    socket.once('close', () => this.sockets.delete(socket));
  }

  /** @returns false when the bytes are used up; every connection of the lease is then cut. */
  spend(bytes: number): boolean {
    this.bytes += bytes;
    if (this.bytes <= this.options.maxBytes) {
      return true;
    }
    this.cut();
    return false;
  }

  close(): void {
    if (!this.isClosed) {
      this.isClosed = true;
      clearTimeout(this.timer);
      this.cut();
      this.onClosed(this);
    }
  }

  private cut(): void {
    this.isCut = true;
    for (const socket of this.sockets) {
      socket.destroy();
    }
  }
}

function digestOf(password: string): Buffer {
  return createHash('sha256').update(password).digest();
}
