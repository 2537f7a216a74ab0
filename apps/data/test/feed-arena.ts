import type { CollectionView, ImportView } from '@sentrybox/contracts';
import { startFixtureServer } from '@sentrybox/testing';
import type { Answer, FixtureServer } from '@sentrybox/testing';
import { until } from './data-app';
import type { DataApp, Reply } from './data-app';

/** Sources of the platform whose lists a provider on loopback plays. */
export class FeedArena {
  private feeds = 0;

  private constructor(
    readonly data: DataApp,
    readonly provider: FixtureServer,
    readonly admin: string,
  ) {}

  static async open(data: DataApp): Promise<FeedArena> {
    return new FeedArena(data, await startFixtureServer(), data.callers.token(data.teamA, 'admin'));
  }

  /** A source whose list is what `answers` say, one after the other. @returns its id */
  async feed(answers: Answer | readonly Answer[], settings: object = {}, fields: object = {}): Promise<string> {
    this.feeds += 1;
    const path = `/feed-${this.feeds}`;
    this.provider.on(`GET ${path}`, answers);
    const id = await this.data.source(this.admin, { scope: 'platform', ...fields });
    const url = `${this.provider.url}${path}`;
    const reply = await this.call('PUT', id, 'collection', { url, allow_private: true, ...settings });
    if (reply.status !== 200) throw new Error(`The collection was not set: ${JSON.stringify(reply.body)}`);
    return id;
  }

  async call(method: string, id: string, path: string, json?: unknown): Promise<Reply> {
    return await this.data.call(method, `/api/v1/sources/${id}/${path}`, { as: this.admin, json });
  }

  async runs(id: string): Promise<ImportView[]> {
    const { body } = await this.call('GET', id, 'imports');
    return body.results as unknown as ImportView[]; // importSchema
  }

  async collection(id: string): Promise<CollectionView> {
    return (await this.call('GET', id, 'collection')).body as unknown as CollectionView; // collectionSchema
  }

  /** Waits until that many runs have ended. @returns the last */
  async ended(id: string, count = 1): Promise<ImportView> {
    return await until(async () => {
      const runs = await this.runs(id);
      const isOver = runs.length === count && !runs.some(({ state }) => state === 'running' || state === 'waiting');
      return isOver ? runs[0] : undefined;
    });
  }

  async again(id: string): Promise<ImportView> {
    const before = (await this.runs(id)).length;
    await this.call('POST', id, 'collect');
    return await this.ended(id, before + 1);
  }

  /** Values that the source lists now. */
  async listed(id: string): Promise<string[]> {
    const rows = await this.data.database.query<{ value: string }>(
      `SELECT i.lookup_key AS value FROM data.sighting s JOIN data.indicator i ON i.id = s.indicator_id
       WHERE s.source_id = $1 AND s.delisted_at IS NULL ORDER BY 1`,
      [id],
    );
    return rows.map(({ value }) => value);
  }

  async close(): Promise<void> {
    await this.provider.close();
  }
}
