import { Injectable } from '@nestjs/common';
import type { CollectionSettings, ImportErrorCode, SourceScope } from '@sentrybox/contracts';
import { Database } from '@sentrybox/database';
import { tablesOf } from '../model';
import type { CollectionRow, Shape, Validators } from './collection';

/** How a run ended, for the next one and for people. */
export interface Ending {
  readonly status: NonNullable<CollectionRow['last_status']>;
  readonly reason: ImportErrorCode | null;
  readonly at: Date;
  readonly failures: number;
}

const shown = `source_id, settings, credential, validators, shape, failures, next_run_id, next_run_at, last_status, last_reason,
  last_ended_at`;

/** How sources are collected; inside the transaction of the team that the work belongs to. */
@Injectable()
export class CollectionsRepository {
  constructor(private readonly database: Database) {}

  async find(scope: SourceScope, sourceId: string): Promise<CollectionRow | undefined> {
    return await this.one(scope, 'c.source_id = $1', sourceId);
  }

  /** The collection that this run is the next of. */
  async findByRun(scope: SourceScope, runId: string): Promise<CollectionRow | undefined> {
    return await this.one(scope, 'c.next_run_id = $1', runId);
  }

  /** Platform sources that are collected and have no run planned. */
  async unplanned(): Promise<string[]> {
    const rows = await this.database.query<{ source_id: string }>(
      `SELECT c.source_id FROM data.collection c JOIN data.source o ON o.id = c.source_id
       WHERE c.next_run_id IS NULL AND o.deleted_at IS NULL ORDER BY c.source_id LIMIT 500`,
    );
    return rows.map((row) => row.source_id);
  }

  /** @param credential sealed */
  async put(
    scope: SourceScope,
    sourceId: string,
    settings: CollectionSettings,
    credential: string | null,
  ): Promise<void> {
    const f = tablesOf[scope];
    const key = scope === 'team' ? '(team_id, source_id)' : '(source_id)';
    await this.database.execute(
      `INSERT INTO ${f.collection} AS c (${f.teamColumn}source_id, settings, credential) VALUES (${f.teamValue}$1, $2, $3)
       ON CONFLICT ${key} DO UPDATE SET settings = excluded.settings, credential = excluded.credential, failures = 0,
         validators = '{}', shape = NULL`,
      [sourceId, JSON.stringify(settings), credential],
    );
  }

  async remove(scope: SourceScope, sourceId: string): Promise<void> {
    const f = tablesOf[scope];
    await this.database.execute(`DELETE FROM ${f.collection} c WHERE c.source_id = $1 AND ${f.mine('c')}`, [sourceId]);
  }

  async plan(scope: SourceScope, sourceId: string, runId: string | null, at: Date | null): Promise<void> {
    await this.set(scope, sourceId, 'next_run_id = $2, next_run_at = $3', [runId, at]);
  }

  async noteEnd(scope: SourceScope, sourceId: string, { status, reason, at, failures }: Ending): Promise<void> {
    const set = 'last_status = $2, last_reason = $3, last_ended_at = $4, failures = $5';
    await this.set(scope, sourceId, set, [status, reason, at, failures]);
  }

  /** The list has not been written since: all of it is listed still. */
  async touchSnapshot(scope: SourceScope, sourceId: string, at: Date): Promise<void> {
    const f = tablesOf[scope];
    await this.database.execute(
      `UPDATE ${f.source} o SET snapshot_at = $2, last_imported_at = $2
       WHERE o.id = $1 AND o.mode = 'snapshot' AND o.deleted_at IS NULL AND ${f.mine('o')}`,
      [sourceId, at],
    );
  }

  /** What was fetched is what the source says now. */
  async noteList(scope: SourceScope, sourceId: string, validators: Validators, shape: Shape): Promise<void> {
    const values = [JSON.stringify(validators), JSON.stringify(shape)];
    await this.set(scope, sourceId, 'validators = $2, shape = $3', values);
  }

  private async one(scope: SourceScope, condition: string, id: string): Promise<CollectionRow | undefined> {
    const f = tablesOf[scope];
    const [row] = await this.database.query<CollectionRow>(
      `SELECT ${shown} FROM ${f.collection} c WHERE ${condition} AND ${f.mine('c')} FOR UPDATE`,
      [id],
    );
    return row;
  }

  private async set(scope: SourceScope, sourceId: string, set: string, values: readonly unknown[]): Promise<void> {
    const f = tablesOf[scope];
    await this.database.execute(`UPDATE ${f.collection} c SET ${set} WHERE c.source_id = $1 AND ${f.mine('c')}`, [
      sourceId,
      ...values,
    ]);
  }
}
