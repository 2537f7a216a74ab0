import { testDatabase, testRedis } from '@sentrybox/testing';
import type { TestDatabase } from '@sentrybox/testing';
import type { QueueTiming } from '../src/queue-timing';
import { workMigration } from '../src/store/work-migration';
import { workUpkeepMigration } from '../src/store/work-upkeep-migration';
import { createEffects, probe, quick, startWorker } from './test-worker';
import type { TestWorker } from './test-worker';
import { EffectCounter, WorkerProcesses } from './worker-processes';

export const team = '0190d1c5-0000-7000-8000-0000000000aa';

/** Polls until it is true. @throws Error after `timeoutMs` */
export async function until(condition: () => boolean | Promise<boolean>, timeoutMs = 40_000): Promise<void> {
  const endsAt = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > endsAt) throw new Error('The condition did not come true in time.');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export interface ArenaOptions {
  /** Default: everything ten times as fast as in production. */
  readonly timing?: Partial<QueueTiming>;
  /** Default: a database of the test run's Redis. */
  readonly redisUrl?: string;
}

/** One process that accepts work (the test's own), worker processes, and a far end for effects. */
export class ProcessArena {
  private constructor(
    readonly db: TestDatabase,
    readonly api: TestWorker,
    readonly workers: WorkerProcesses,
    readonly counter: EffectCounter,
    private readonly cleanUps: readonly (() => Promise<void>)[],
  ) {}

  static async open({ timing = quick, redisUrl }: ArenaOptions = {}): Promise<ProcessArena> {
    const cleanUps: (() => Promise<void>)[] = [];
    const db = await testDatabase([
      { app: 'tools', migrations: [workMigration('tools'), workUpkeepMigration('tools'), createEffects] },
    ]);
    cleanUps.unshift(async () => db.drop());
    let url = redisUrl;
    if (url === undefined) {
      const redis = await testRedis();
      url = redis.url;
      cleanUps.unshift(async () => redis.drop());
    }
    const counter = await EffectCounter.start();
    cleanUps.unshift(async () => counter.stop());
    const api = await startWorker({ database: db.databaseOf('tools'), redisUrl: url, runsWork: false });
    cleanUps.unshift(async () => api.close());
    const workers = new WorkerProcesses({
      ...{ url: db.urlOf('tools'), workUrl: db.workUrlOf('tools'), redisUrl: url, timing },
      effectUrl: counter.url,
    });
    return new ProcessArena(db, api, workers, counter, cleanUps);
  }

  /** Work for the team. @param how what it does when it is run, if not its task */
  async accept(count: number, how?: string): Promise<string[]> {
    return await this.api.database.inTeam(team, async () => {
      const ids: string[] = [];
      for (let n = 0; n < count; n += 1) ids.push(await this.api.work.submit(probe, { teamId: team }));
      if (how !== undefined) await this.behave(ids, how);
      return ids;
    });
  }

  async countOf(state: string): Promise<number> {
    const [row] = await this.db.query<{ n: number }>('SELECT count(*)::int AS n FROM tools.work WHERE state = $1', [
      state,
    ]);
    return row?.n ?? 0;
  }

  /** @throws Error unless every piece of work is done in time */
  async everythingIsDone(timeoutMs: number): Promise<void> {
    await until(
      async () => (await this.db.query(`SELECT 1 FROM tools.work WHERE state <> 'done'`)).length === 0,
      timeoutMs,
    );
  }

  /** How many pieces of work had their effect in the database, and how many effects there are. */
  async effects(): Promise<{ effects: number; works: number }> {
    const [seen] = await this.db.query<{ effects: number; works: number }>(
      'SELECT count(*)::int AS effects, count(DISTINCT work_id)::int AS works FROM tools.effect',
    );
    return seen ?? { effects: 0, works: 0 };
  }

  async clear(): Promise<void> {
    await this.db.query('TRUNCATE tools.work, tools.outbox, tools.effect, tools.behaviour, tools.work_tick');
  }

  async close(): Promise<void> {
    this.workers.killAll();
    for (const cleanUp of this.cleanUps) await cleanUp();
  }

  // As the owner, before the work is committed: no worker sees it without.
  private async behave(ids: readonly string[], how: string): Promise<void> {
    await this.db.query(
      'INSERT INTO tools.behaviour (team_id, work_id, how) SELECT $1, id, $3 FROM unnest($2::uuid[]) AS ids (id)',
      [team, ids, how],
    );
  }
}
