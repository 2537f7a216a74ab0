import { testDatabase, testRedis } from '@sentrybox/testing';
import type { TestDatabase, TestRedis } from '@sentrybox/testing';
import { workMigration } from '../src/store/work-migration';
import { workUpkeepMigration } from '../src/store/work-upkeep-migration';
import { createEffects, startWorker } from './test-worker';
import type { TestWorker, TestWorkerOptions } from './test-worker';

/** A database and a Redis of a spec's own, and workers in this process. */
export class QueueArena {
  private readonly open: TestWorker[] = [];

  private constructor(
    readonly db: TestDatabase,
    readonly redis: TestRedis,
  ) {}

  static async open(): Promise<QueueArena> {
    const db = await testDatabase([
      { app: 'tools', migrations: [workMigration('tools'), workUpkeepMigration('tools'), createEffects] },
    ]);
    return new QueueArena(db, await testRedis());
  }

  async worker(options: Partial<TestWorkerOptions> = {}): Promise<TestWorker> {
    const started = await startWorker({
      database: this.db.databaseOf('tools'),
      redisUrl: this.redis.url,
      ...options,
    });
    this.open.push(started);
    return started;
  }

  /** Stops the workers and forgets their work. */
  async clear(): Promise<void> {
    await Promise.all(this.open.splice(0).map(async (worker) => worker.close()));
    await this.redis.flush();
    await this.db.query('TRUNCATE tools.work, tools.outbox, tools.effect, tools.work_tick');
  }

  async close(): Promise<void> {
    await this.clear();
    await this.redis.drop();
    await this.db.drop();
  }
}
