import { inSpan } from '@sentrybox/observability';
import type { Logger } from '@sentrybox/observability';
import type { JobQueues } from '../redis/job-queues';
import type { QueueingStore } from '../store/queueing-store';
import type { QueueableRow } from '../store/work-rows';

// Workers that have just claimed something look for more this much later, unless it is known that there is more.
const lookAgainMs = 50;

/** Hands accepted and due work to Redis, as much as there is room for. */
export class Relay {
  private running: Promise<void> | undefined;
  private lookingAgain: NodeJS.Timeout | undefined;
  private isWanted = false;
  private isClosed = false;
  private isMoreDue = false;

  constructor(
    private readonly store: QueueingStore,
    private readonly queues: JobQueues,
    private readonly logger: Logger,
  ) {}

  /** Work was accepted just now. Returns at once; what fails here is done by the workers' next round, within a second. */
  kick(): void {
    if (this.isClosed) return;
    this.isWanted = true;
    this.running ??= this.drain().finally(() => {
      this.running = undefined;
      if (this.isWanted) this.kick();
    });
  }

  /** A row was claimed, so Redis has room for another one. */
  madeRoom(): void {
    if (this.isMoreDue) {
      this.kick();
      return;
    }
    this.lookingAgain ??= setTimeout(() => {
      this.lookingAgain = undefined;
      this.kick();
    }, lookAgainMs);
  }

  /** One round. @throws DomainError kind `unavailable` when PostgreSQL or Redis is away; nothing is lost by that. */
  async run(): Promise<void> {
    this.queues.requireRedis();
    const handedOver = await this.store.handOverDue(async (rows) => this.handOver(rows));
    this.isMoreDue = handedOver.isMoreDue;
  }

  async close(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.lookingAgain);
    await this.running;
  }

  // A batch serves many traces and is a part of none of them.
  private async handOver(rows: readonly QueueableRow[]): Promise<void> {
    const links = rows.slice(0, 128).map(({ traceparent }) => traceparent ?? undefined);
    const attributes = { 'messaging.system': 'bullmq', 'messaging.batch.message_count': rows.length };
    await inSpan({ name: 'outbox relay', kind: 'producer', links, attributes }, () => this.queues.add(rows));
  }

  private async drain(): Promise<void> {
    // Out of the turn in which the work was accepted: its request goes on, and others may add to this batch.
    await new Promise((resolve) => setImmediate(resolve));
    this.isWanted = false;
    try {
      await this.run();
    } catch (error) {
      this.logger.debug('relay_postponed', { error });
    }
  }
}
