import { Queue } from 'bullmq';
import type { JobsOptions } from 'bullmq';
import type { Redis } from 'ioredis';
import { unavailable } from '@sentrybox/errors';
import type { Logger } from '@sentrybox/observability';
import type { QueueableRow } from '../store/work-rows';
import { jobIdOf, jobOptions, keyPrefix } from './job';
import type { JobData } from './job';

/** The producing side of BullMQ: one queue per kind of work. Fails fast while Redis is away. */
export class JobQueues {
  private readonly queues = new Map<string, Queue<JobData>>();

  constructor(
    private readonly redis: Redis,
    private readonly logger: Logger,
  ) {}

  /**
   * Adds a job per row; a row that has one already keeps it.
   * @throws DomainError kind `unavailable`
   */
  async add(rows: readonly QueueableRow[]): Promise<void> {
    this.requireRedis();
    try {
      await Promise.all(
        [...new Set(rows.map(({ kind }) => kind))].map(async (kind) => {
          const ofKind = rows.filter((row) => row.kind === kind);
          await this.queueOf(kind).addBulk(ofKind.map(jobOf));
        }),
      );
    } catch (error) {
      throw unavailable('Redis does not take jobs now.', error);
    }
  }

  /**
   * The rows that have no job in Redis.
   * @throws DomainError kind `unavailable`
   */
  async missing(rows: readonly QueueableRow[]): Promise<QueueableRow[]> {
    this.requireRedis();
    const pipeline = this.redis.pipeline();
    for (const row of rows) pipeline.exists(`${keyPrefix}:${row.kind}:${jobIdOf(row)}`);
    const replies = await pipeline.exec();
    const failed = replies?.find(([error]) => error !== null)?.[0];
    if (replies === null || failed) throw unavailable('Redis does not tell which jobs it has.', failed);
    return rows.filter((_row, index) => replies[index]?.[1] === 0);
  }

  /**
   * How many jobs of a kind Redis has, by BullMQ's state.
   * @throws DomainError kind `unavailable`
   */
  async counts(kind: string): Promise<Readonly<Record<string, number>>> {
    this.requireRedis();
    try {
      return await this.queueOf(kind).getJobCounts('wait', 'active', 'delayed', 'prioritized');
    } catch (error) {
      throw unavailable('Redis does not tell how many jobs it has.', error);
    }
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.queues.values()].map(async (queue) => queue.close()));
  }

  /** @throws DomainError kind `unavailable` at once while there is no connection. */
  requireRedis(): void {
    if (this.redis.status !== 'ready') throw unavailable('Redis cannot be reached now.');
  }

  private queueOf(kind: string): Queue<JobData> {
    let queue = this.queues.get(kind);
    if (queue === undefined) {
      queue = new Queue<JobData>(kind, {
        connection: this.redis,
        prefix: keyPrefix,
        skipVersionCheck: true,
        skipWaitingForReady: true,
        streams: { events: { maxLen: 100 } },
      });
      queue.on('error', (error) => {
        this.logger.debug('queue_error', { queue: kind, error });
      });
      this.queues.set(kind, queue);
    }
    return queue;
  }
}

function jobOf(row: QueueableRow): { name: string; data: JobData; opts: JobsOptions } {
  return { name: row.kind, data: { id: row.id }, opts: { ...jobOptions, jobId: jobIdOf(row) } };
}
