import { setTimeout as sleep } from 'node:timers/promises';
import { UnrecoverableError, Worker } from 'bullmq';
import type { Job } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Logger } from '@sentrybox/observability';
import type { QueueMetrics } from '../queue.metrics';
import type { QueueTiming } from '../queue-timing';
import { jobDataSchema, keyPrefix } from '../redis/job';
import type { WorkHandler } from '../work-handler';
import type { WorkRunner } from './work-runner';

const closeTimeoutMs = 1_500;

/** The consuming side of BullMQ: one worker per kind of work. A job is a hint to try and claim its row, nothing more. */
export class JobWorkers {
  private readonly workers: Worker[];

  constructor(
    handlers: readonly WorkHandler[],
    private readonly redis: Redis,
    private readonly runner: WorkRunner,
    private readonly timing: QueueTiming,
    private readonly metrics: QueueMetrics,
    private readonly logger: Logger,
  ) {
    this.workers = handlers.map((handler) => this.workerOf(handler, redis));
  }

  /** Takes no more jobs. What runs goes on and is drained by the runner. */
  async pause(): Promise<void> {
    await Promise.allSettled(this.workers.map(async (worker) => worker.pause(true)));
  }

  /** @param isIdle false: something still runs and is not waited for; its row was given back and makes a new job. */
  async close(isIdle: boolean): Promise<void> {
    // Without Redis a friendly close waits for a connection that does not come back (BullMQ 6.7).
    const isForced = !isIdle || this.redis.status !== 'ready';
    const closed = Promise.allSettled(this.workers.map(async (worker) => worker.close(isForced)));
    await Promise.race([closed, sleep(closeTimeoutMs, undefined, { ref: false })]);
  }

  private workerOf(handler: WorkHandler, redis: Redis): Worker {
    const { name, concurrency } = handler.definition;
    const worker = new Worker(name, async (job) => this.process(handler, job), {
      connection: redis,
      prefix: keyPrefix,
      concurrency,
      lockDuration: this.timing.lockMs,
      stalledInterval: this.timing.stalledCheckEveryMs,
      maxStalledCount: 10,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 0 },
      skipVersionCheck: true,
    });
    worker.on('error', (error) => {
      this.logger.debug('worker_error', { queue: name, error });
    });
    worker.on('failed', (_job, error) => {
      this.logger.warn('job_failed', { queue: name, error });
    });
    return worker;
  }

  private async process(handler: WorkHandler, job: Job): Promise<void> {
    const data = jobDataSchema.safeParse(job.data);
    if (!data.success) {
      this.metrics.malformedJob(handler.definition.name);
      throw new UnrecoverableError('The job is not ours.');
    }
    await this.runner.run(handler, data.data.id);
  }
}
