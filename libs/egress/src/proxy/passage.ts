import type { ConnectPolicy } from '../connect/checked-addresses';
import { EgressError } from '../egress.errors';
import type { BlockReason } from '../egress.errors';
import type { EgressProfile } from '../profiles';
import type { LeaseState } from './lease';
import type { TcpDial } from './open-socket';
import type { ProxyTarget } from './proxy-target';

/** How a connection through the proxy ended; a closed set, because it is a metric label. */
export type ProxyOutcome =
  'ok' | 'cut' | 'unauthenticated' | 'over_limit' | 'malformed' | 'blocked' | 'offline' | 'unreachable' | 'timeout';

/** One connection of a child process that is over. Its host is the child's choice: for the audit, not for a metric. */
export interface ProxiedConnection {
  /** Undefined without a valid credential. */
  readonly leaseId: string | undefined;
  readonly profile: EgressProfile['kind'] | 'none';
  readonly target: ProxyTarget | undefined;
  readonly outcome: ProxyOutcome;
  /** Why the guard refused it. */
  readonly reason: BlockReason | undefined;
  readonly bytesSent: number;
  readonly bytesReceived: number;
}

export type OnConnection = (connection: ProxiedConnection) => void;

/** What a connection with a valid lease needs on its way. */
export class Passage {
  target: ProxyTarget | undefined;
  bytesSent = 0;
  bytesReceived = 0;
  private isOver = false;

  constructor(
    readonly lease: LeaseState,
    readonly policy: ConnectPolicy,
    readonly dial: TcpDial,
    /** Tells the client that it gets nothing, if there is still a way to tell. */
    private readonly answer: (outcome: ProxyOutcome) => void,
    private readonly onConnection: OnConnection,
  ) {}

  refuse(error: unknown): void {
    const outcome = outcomeOf(error);
    this.answer(outcome);
    this.end(outcome, error instanceof EgressError ? error.reason : undefined);
  }

  refuseMalformed(): void {
    this.answer('malformed');
    this.end('malformed');
  }

  end(outcome: ProxyOutcome, reason?: BlockReason): void {
    if (this.isOver) {
      return;
    }
    this.isOver = true;
    const { lease, target, bytesSent, bytesReceived } = this;
    const profile = lease.profile.kind;
    this.onConnection({ leaseId: lease.id, profile, target, outcome, reason, bytesSent, bytesReceived });
  }
}

function outcomeOf(error: unknown): ProxyOutcome {
  const code = error instanceof EgressError ? error.code : undefined;
  return code === 'blocked' || code === 'offline' || code === 'timeout' ? code : 'unreachable';
}
