import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { raw, typescriptProcess } from '@sentrybox/testing';
import { DataApp, until } from '../data-app';
import type { Fetch } from '../data-app';
import { FeedArena } from '../feed-arena';
import type { KillPoint } from './kill-points';
import type { WorkerSettings } from './worker-process';

export type Way = 'upload' | 'collection';

/** What is left when all is over. */
export interface Aftermath {
  readonly state: string;
  readonly listed: number;
  readonly delisted: number;
  readonly arrivals: number;
  /** Indicators without a sighting, and sightings without an indicator. */
  readonly orphans: number;
  readonly pieces: number;
}

/** An API without workers, and workers in processes of their own that die in the middle of an import. */
export class KillArena {
  private lists = 0;

  private constructor(
    readonly data: DataApp,
    private readonly feeds: FeedArena,
    readonly key: string,
  ) {}

  static async open(fetch: Fetch): Promise<KillArena> {
    const data = await DataApp.start(fetch, 'api');
    return new KillArena(data, await FeedArena.open(data), data.callers.key(data.teamA));
  }

  /** A source that has `before` and is about to get `after`, of which nothing is done yet. */
  async accept(way: Way, before: readonly string[], after: readonly string[]): Promise<ImportInDanger> {
    this.lists += 1;
    if (way === 'upload') {
      const id = await this.data.source(this.key);
      if ((await this.data.import(this.key, id, before.join('\n'))).state !== 'done') throw new Error('not imported');
      const path = `/api/v1/sources/${id}/import`;
      const upload = { as: this.key, text: after.join('\n'), type: 'text/plain' };
      const { status, body } = await this.data.call('POST', path, upload);
      if (status !== 202) throw new Error('The file was not left to a worker.');
      return { way, sourceId: id, importId: body.id };
    }
    const id = await this.feeds.feed([raw(200, before.join('\n')), raw(200, after.join('\n'))]);
    const worker = await this.data.startWorker();
    await this.feeds.ended(id);
    await worker.close();
    const { body } = await this.feeds.call('POST', id, 'collect');
    return { way, sourceId: id, importId: body.id };
  }

  /** Lets a worker begin that dies at the point, or after so many milliseconds. */
  async kill(death: KillPoint | number): Promise<void> {
    const settings: WorkerSettings = {
      environment: this.data.workerEnvironment,
      ...(typeof death === 'string' ? { point: death } : {}),
    };
    const child = fork(require.resolve('./worker-process'), [JSON.stringify(settings)], {
      execArgv: [...typescriptProcess],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const gone = endOf(child);
    if (typeof death === 'number') {
      await Promise.race([gone, new Promise((up) => child.once('message', up))]);
      await new Promise((resolve) => setTimeout(resolve, death));
      child.kill('SIGKILL');
    }
    if ((await gone) !== 'SIGKILL') throw new Error('The worker was not killed.');
  }

  /** How many values of each of its lists the source shows to readers now; one statement, so one moment. */
  async visible({ way, sourceId }: ImportInDanger): Promise<string> {
    const p = way === 'upload' ? 'team_' : '';
    const rows = await this.data.database.query<{ list: string; count: number }>(
      `SELECT split_part(i.lookup_key, '-', 1) AS list, count(*)::int AS count
       FROM data.${p}evidence e JOIN data.${p}indicator i ON i.id = e.indicator_id
       WHERE e.source_id = $1 AND e.delisted_at IS NULL GROUP BY 1 ORDER BY 1`,
      [sourceId],
    );
    return rows.map(({ list, count }) => `${count} ${list}`).join(', ');
  }

  /** Another worker goes on, as soon as the dead one's lease is over; that this takes at most 15 s others test. */
  async recover(workId: string): Promise<void> {
    await this.data.database.query(`UPDATE data.work SET lease_until = now() WHERE state = 'running'`);
    const worker = await this.data.startWorker();
    try {
      await until(async () => {
        const sql = `SELECT FROM data.work WHERE id = $1 AND state IN ('done', 'failed')`;
        return (await this.data.database.query(sql, [workId]))[0];
      });
    } finally {
      await worker.close();
    }
  }

  async aftermath({ way, sourceId, importId }: ImportInDanger): Promise<Aftermath> {
    const p = way === 'upload' ? 'team_' : '';
    const [found] = await this.data.database.query<Aftermath>(
      `SELECT (SELECT state FROM data.${p}import WHERE id = $2) AS state,
         (SELECT count(*)::int FROM data.${p}sighting WHERE source_id = $1 AND delisted_at IS NULL) AS listed,
         (SELECT count(*)::int FROM data.${p}sighting WHERE source_id = $1 AND delisted_at IS NOT NULL) AS delisted,
         (SELECT count(*)::int FROM data.${p}arrival WHERE source_id = $1) AS arrivals,
         (SELECT count(*)::int FROM data.${p}sighting s FULL JOIN data.${p}indicator i ON i.id = s.indicator_id
          WHERE i.id IS NULL OR s.indicator_id IS NULL) AS orphans,
         (SELECT count(*)::int FROM data.team_import_chunk) AS pieces`,
      [sourceId, importId],
    );
    if (found === undefined) throw new Error('A SELECT without FROM has a row.');
    return found;
  }

  /** Values that the source lists. */
  async listed({ way, sourceId }: ImportInDanger): Promise<string[]> {
    const p = way === 'upload' ? 'team_' : '';
    const rows = await this.data.database.query<{ value: string }>(
      `SELECT i.lookup_key AS value FROM data.${p}sighting s JOIN data.${p}indicator i ON i.id = s.indicator_id
       WHERE s.source_id = $1 AND s.delisted_at IS NULL`,
      [sourceId],
    );
    return rows.map(({ value }) => value).sort();
  }

  async close(): Promise<void> {
    await this.data.stop();
    await this.feeds.close();
  }
}

export interface ImportInDanger {
  readonly way: Way;
  readonly sourceId: string;
  readonly importId: string;
}

async function endOf(child: ChildProcess): Promise<NodeJS.Signals | null> {
  return await new Promise((resolve, reject) => {
    child.once('exit', (_code, signal) => {
      resolve(signal);
    });
    child.once('error', reject);
  });
}
