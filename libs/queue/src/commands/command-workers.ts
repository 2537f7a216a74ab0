import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { AppName } from '@sentrybox/contracts';
import { commandQueueName } from '@sentrybox/messaging';
import type { Logger } from '@sentrybox/observability';
import { keyPrefix } from '../redis/job';
import type { CommandIntake } from './command-intake';
import type { CommandTiming } from './command-timing';

const concurrency = 10;
const closeTimeoutMs = 1_500;

/** The receiving side: one BullMQ worker per service that this one exchanges commands with. */
export class CommandWorkers {
  private readonly workers: readonly Worker[];

  constructor(
    app: AppName,
    peers: readonly AppName[],
    private readonly redis: Redis,
    intake: CommandIntake,
    timing: CommandTiming,
    logger: Logger,
  ) {
    this.workers = peers.map((from) => {
      const worker = new Worker(commandQueueName(app, from), async (job) => intake.take(from, job.data), {
        connection: redis,
        prefix: keyPrefix,
        concurrency,
        lockDuration: timing.lockMs,
        stalledInterval: timing.stalledCheckEveryMs,
        maxStalledCount: 10,
        removeOnComplete: { count: 0 },
        removeOnFail: { count: 0 },
        skipVersionCheck: true,
      });
      worker.on('error', (error) => {
        logger.debug('command_worker_error', { from, error });
      });
      worker.on('failed', (_job, error) => {
        logger.warn('command_not_stored', { from, error });
      });
      return worker;
    });
  }

  /** Lets what is being stored end. */
  async close(): Promise<void> {
    // Without Redis a friendly close waits for a connection that does not come back (BullMQ 6.7).
    const isForced = this.redis.status !== 'ready';
    const closed = Promise.allSettled(this.workers.map(async (worker) => worker.close(isForced)));
    await Promise.race([closed, sleep(closeTimeoutMs, undefined, { ref: false })]);
  }
}
