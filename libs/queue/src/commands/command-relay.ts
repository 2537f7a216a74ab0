import type { AppName } from '@sentrybox/contracts';
import type { Database } from '@sentrybox/database';
import type { Logger } from '@sentrybox/observability';
import { Ticker } from '../ticker';
import type { CommandMetrics } from './command.metrics';
import type { CommandMessage } from './command-message';
import type { CommandQueues } from './command-queues';
import type { CommandStore, MessageRow } from './command-store';
import type { CommandTiming } from './command-timing';

/**
 * Sends what the outbox holds, again and again with growing waits until it is confirmed: whatever Redis forgets or a
 * process drops on the way is sent once more, and the receiver's inbox accepts it once.
 */
export class CommandRelay {
  private readonly ticker: Ticker;
  private running: Promise<void> | undefined;
  private isWanted = false;
  private isClosed = false;

  constructor(
    private readonly app: AppName,
    private readonly database: Database,
    private readonly store: CommandStore,
    private readonly queues: CommandQueues,
    private readonly timing: CommandTiming,
    private readonly metrics: CommandMetrics,
    private readonly logger: Logger,
  ) {
    this.ticker = new Ticker('command_relay', timing.relayEveryMs, async () => this.round(), logger);
  }

  /** Sends in the background, in worker processes. */
  start(): void {
    this.ticker.start();
  }

  /** Something was written just now. Returns at once; what fails here is done in the workers' next round. */
  kick(): void {
    if (this.isClosed) return;
    this.isWanted = true;
    this.running ??= this.drain().finally(() => {
      this.running = undefined;
      if (this.isWanted) this.kick();
    });
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await Promise.all([this.ticker.stop(), this.running]);
  }

  private async drain(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.isWanted = false;
    try {
      await this.sendDue();
    } catch (error) {
      this.logger.debug('command_relay_postponed', { error });
    }
  }

  private async round(): Promise<undefined> {
    const { pending, oldestSeconds } = await this.store.backlog();
    this.metrics.backlog(pending, oldestSeconds);
    await this.sendDue();
    return undefined;
  }

  private async sendDue(): Promise<void> {
    for (;;) {
      this.queues.requireRedis(); // before rows are marked as sent
      const due = await this.store.takeDue(this.timing.resendBaseMs, this.timing.resendCapMs);
      if (due.size === 0) return;
      for (const [teamId, ids] of due) await this.sendOfTeam(teamId, ids);
    }
  }

  private async sendOfTeam(teamId: string, ids: readonly string[]): Promise<void> {
    const rows = await this.database.inTeam(teamId, () => this.store.outgoing(teamId, ids));
    for (const receiver of new Set(rows.map(({ peer }) => peer))) {
      const messages = rows.filter(({ peer }) => peer === receiver).map((row) => this.messageOf(row));
      await this.queues.send(receiver, messages);
    }
  }

  private messageOf(row: MessageRow): CommandMessage {
    const { id, teamId, kind, name, commandId, correlationId, onBehalfOf, body } = row;
    const message = { kind, id, from: this.app, teamId, name, commandId, correlationId, onBehalfOf, body };
    return message as CommandMessage; // the body was written for its kind by this library
  }
}
