import { setTimeout as sleep } from 'node:timers/promises';
import { bug, DomainError } from '@sentrybox/errors';
import { inSpan, runInRequestContext } from '@sentrybox/observability';
import type { Logger } from '@sentrybox/observability';
import type { QueueMetrics, WorkOutcome } from '../queue.metrics';
import type { QueueTiming } from '../queue-timing';
import type { Claim } from '../store/lease-store';
import type { ClaimedRow } from '../store/work-rows';
import type { WorkHandler } from '../work-handler';
import { codeOf, workerLost } from '../work.errors';
import { postponedDelayMs, retryDelayMs } from './backoff';
import type { LeaseKeeper } from './lease-keeper';
import { LeasedItem } from './leased-item';
import type { ItemStores } from './leased-item';
import { RetryBudget } from './retry-budget';
import { SoloTurn } from './solo-turn';

/** How long to wait before the end of an attempt is written again that could not be written. */
const writeAgainMs = 500;

/** Claims rows and sees each claim to its end: done, parked, tried again, failed, released or lost. */
export class WorkRunner {
  private readonly budget: RetryBudget;
  private isDraining = false;
  private readonly turn: SoloTurn;

  constructor(
    private readonly owner: string,
    private readonly stores: ItemStores,
    private readonly keeper: LeaseKeeper,
    private readonly timing: QueueTiming,
    private readonly metrics: QueueMetrics,
    private readonly logger: Logger,
    private readonly onClaimed: () => void,
  ) {
    this.budget = new RetryBudget(timing.retryWindowMs, timing.retryFloor);
    this.turn = new SoloTurn({ patienceMs: timing.drainMs, holdMs: timing.soloHoldMs });
  }

  /** Runs the handler if the row can be claimed. @throws when the database is away; the row is found again later. */
  async run(handler: WorkHandler, id: string): Promise<void> {
    if (this.isDraining) {
      await this.stores.leases.unqueue(id);
      return;
    }
    const wasRun = await this.turn.beside(async () => {
      const row = await this.stores.leases.claim(this.claimOf(handler, id, false));
      if (row !== undefined) await this.runClaimed(handler, row);
      return row !== undefined;
    });
    if (!wasRun) await this.runSuspect(handler, id);
  }

  // Work whose worker was lost may have been the reason. Its last attempt it makes alone in its process, so that poison
  // does not take what happened to run beside it into the dead letters.
  private async runSuspect(handler: WorkHandler, id: string): Promise<void> {
    const suspect = this.claimOf(handler, id, true);
    if (!(await this.stores.leases.isSuspect(suspect))) return;
    if (this.turn.isTaken) {
      await this.stores.leases.postponeSuspect(id);
      return;
    }
    await this.turn.alone(async () => {
      const row = await this.stores.leases.claim(suspect);
      if (row !== undefined) await this.runClaimed(handler, row);
    });
  }

  private claimOf({ definition }: WorkHandler, id: string, isSuspect: boolean): Claim {
    const { name: kind, maxAttempts } = definition;
    return { id, kind, owner: this.owner, isSuspect, suspectAttempts: maxAttempts - 1 };
  }

  private async runClaimed(handler: WorkHandler, row: ClaimedRow): Promise<void> {
    const { id } = row;
    const kind = handler.definition.name;
    this.onClaimed();
    if (row.attempt === 1) this.budget.firstAttempt(kind);
    const startedAt = performance.now();
    const item = new LeasedItem(row, this.stores);
    const context = { requestId: `work-${id}`, clientIp: '', route: kind, startedAt };
    const outcome = await runInRequestContext(context, () =>
      this.keeper.during(item, () => this.seeTraced(handler, item, row)),
    );
    if (outcome === 'lost') this.metrics.leaseLost();
    if (outcome === 'failed') this.metrics.deadLetter(kind);
    this.metrics.ran(kind, outcome, performance.now() - startedAt);
  }

  /**
   * Claims nothing more, lets what runs go on for a while, then stops it and gives its rows back.
   * @returns whether everything came to an end.
   */
  async drain(): Promise<boolean> {
    this.isDraining = true;
    await this.idle(this.timing.drainMs);
    for (const item of this.keeper.running) item.interrupt(new Error('The process is shutting down.'));
    await this.idle(this.timing.abortMs);
    const { running } = this.keeper;
    await Promise.allSettled(running.map(async (item) => this.release(item)));
    return running.length === 0;
  }

  private async seeTraced(handler: WorkHandler, item: LeasedItem, row: ClaimedRow): Promise<WorkOutcome> {
    const attributes = { 'messaging.system': 'bullmq', 'sentrybox.work_id': row.id, 'sentrybox.attempt': row.attempt };
    const { traceparent: parent } = row;
    const work = {
      name: `work ${handler.definition.name}`,
      kind: 'consumer',
      parent,
      links: [parent],
      attributes,
    } as const;
    return await inSpan(work, async (span) => {
      const outcome = await this.see(handler, item, row);
      if (outcome === 'failed' || outcome === 'retried') span?.fail(outcome);
      span?.set({ 'sentrybox.outcome': outcome });
      return outcome;
    });
  }

  private async see(handler: WorkHandler, item: LeasedItem, row: ClaimedRow): Promise<WorkOutcome> {
    try {
      if (row.attempt > handler.definition.maxAttempts) return await this.giveUp(handler, item, workerLost());
      await handler.run(item);
      if (item.isSettled) return 'ok';
      throw bug(`The handler of ${handler.definition.name} neither ended nor parked its work`);
    } catch (error) {
      return await this.afterError(handler, item, error);
    }
  }

  private async afterError(handler: WorkHandler, item: LeasedItem, error: unknown): Promise<WorkOutcome> {
    if (item.isLost) return 'lost';
    if (item.isSettled) {
      this.logger.error('work_failed_after_its_end', { work_id: item.id, error });
      return 'ok';
    }
    if (item.signal.aborted) return await this.written(item, () => this.release(item));
    const isRetryable = !(error instanceof DomainError) || error.isRetryable;
    const level = error instanceof DomainError && error.kind !== 'bug' ? 'warn' : 'error';
    this.logger[level]('work_attempt_failed', { work_id: item.id, attempt: item.attempt, error });
    if (!isRetryable || item.attempt >= handler.definition.maxAttempts) {
      return await this.written(item, () => this.giveUp(handler, item, error));
    }
    const delayMs = this.delayMs(handler.definition.name, item.attempt, error);
    const retryLater = () => this.stores.leases.retryLater(item, delayMs, codeOf(error));
    return (await this.written(item, retryLater)) ? 'retried' : 'lost';
  }

  /**
   * While the database is away the row stays leased by this process, which knows what is to become of it: that is written
   * as soon as it can be. Left alone the row would be nobody's until its lease ran out.
   */
  private async written<T>(item: LeasedItem, write: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await write();
      } catch (error) {
        const isAway = error instanceof DomainError && error.kind === 'unavailable';
        if (!isAway || item.isLost || this.isDraining) throw error;
      }
      await sleep(writeAgainMs);
    }
  }

  private delayMs(kind: string, attempt: number, error: unknown): number {
    const bounds = { baseMs: this.timing.retryBaseMs, capMs: this.timing.retryCapMs };
    const retryAfter = error instanceof DomainError ? error.retryAfterSeconds : undefined;
    if (this.budget.take(kind)) return retryDelayMs(attempt, bounds, retryAfter);
    this.metrics.retryPostponed(kind);
    return postponedDelayMs(bounds, retryAfter);
  }

  private async giveUp(handler: WorkHandler, item: LeasedItem, error: unknown): Promise<WorkOutcome> {
    const code = codeOf(error);
    try {
      await item.fail(code, async () => handler.onFailed?.(item, error));
    } catch (hookError) {
      if (item.isLost) return 'lost';
      // The database is away: the lease runs out and the next claim tries again.
      if (hookError instanceof DomainError && hookError.isRetryable) throw hookError;
      this.logger.error('work_failure_hook_failed', { work_id: item.id, error: hookError });
      await item.fail(code);
    }
    return 'failed';
  }

  private async release(item: LeasedItem): Promise<WorkOutcome> {
    const wasHeld = await this.stores.leases.release(item);
    item.lose();
    return wasHeld ? 'released' : 'lost';
  }

  private async idle(timeoutMs: number): Promise<void> {
    const endsAt = performance.now() + timeoutMs;
    while (this.keeper.running.length > 0 && performance.now() < endsAt) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
