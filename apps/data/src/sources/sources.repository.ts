import { Injectable } from '@nestjs/common';
import { Database, isUniqueViolation } from '@sentrybox/database';
import type { SourceScope, UpdateSourceBody } from '@sentrybox/contracts';
import { tablesOf } from '../model';
import { columnsOf } from './source-columns';
import { sourceOf } from './source.row';
import type { Source, SourceRow } from './source.row';
import { sourceNameTaken } from './sources.errors';

/** `platform` needs no transaction of a team, `team` does. */
export interface SourceFilter {
  readonly scope: SourceScope | undefined;
  readonly isEnabled: boolean | undefined;
  /** Ids below this one: the page behind a cursor. */
  readonly before: string | undefined;
  readonly limit: number;
  readonly offset: number;
}

const shown = `id, name, description, source_type, url, licence, lineage, reliability, format, mode,
  default_confidence, default_severity, threat_types, tags, is_enabled, indicators_count, last_imported_at,
  created_at, updated_at`;

function selectOf(scope: SourceScope): string {
  const f = tablesOf[scope];
  return `SELECT '${scope}' AS scope, ${shown} FROM ${f.source} o WHERE o.deleted_at IS NULL AND ${f.mine('o')}`;
}

const select: Readonly<Record<SourceScope, string>> = { platform: selectOf('platform'), team: selectOf('team') };

@Injectable()
export class SourcesRepository {
  constructor(private readonly database: Database) {}

  async find(scope: SourceScope, id: string): Promise<Source | undefined> {
    const [row] = await this.database.query<SourceRow>(`${select[scope]} AND o.id = $1`, [id]);
    return row === undefined ? undefined : sourceOf(row);
  }

  /** Newest first. @returns one page, and how many there are in all. */
  async list(scopes: readonly SourceScope[], filter: SourceFilter): Promise<{ sources: Source[]; total: number }> {
    const wanted = scopes.filter((scope) => filter.scope === undefined || filter.scope === scope);
    if (wanted.length === 0) return { sources: [], total: 0 };
    const all = `SELECT * FROM (${wanted.map((scope) => select[scope]).join(' UNION ALL ')}) o
      WHERE ($1::boolean IS NULL OR o.is_enabled = $1)`;
    const rows = await this.database.query<SourceRow>(
      `${all} AND ($2::uuid IS NULL OR o.id < $2) ORDER BY o.id DESC LIMIT $3 OFFSET $4`,
      [filter.isEnabled ?? null, filter.before ?? null, filter.limit, filter.offset],
    );
    const [count] = await this.database.query<{ total: number }>(`SELECT count(*)::int AS total FROM (${all}) c`, [
      filter.isEnabled ?? null,
    ]);
    return { sources: rows.map(sourceOf), total: count?.total ?? 0 };
  }

  /** @throws DomainError source_name_taken */
  async insert(scope: SourceScope, id: string, values: Required<UpdateSourceBody>): Promise<void> {
    const f = tablesOf[scope];
    const columns = columnsOf(values);
    await this.write(
      scope,
      `INSERT INTO ${f.source} (${f.teamColumn}id, ${columns.map(({ name }) => name).join(', ')})
       VALUES (${f.teamValue}$1, ${columns.map((_, index) => `$${index + 2}`).join(', ')})`,
      [id, ...columns.map(({ value }) => value)],
    );
  }

  /** @returns whether it is still there. @throws DomainError source_name_taken */
  async update(scope: SourceScope, id: string, values: UpdateSourceBody, now: Date): Promise<boolean> {
    const f = tablesOf[scope];
    const columns = columnsOf(values);
    const touched = await this.write(
      scope,
      `UPDATE ${f.source} o SET updated_at = $2 ${columns.map(({ name }, index) => `, ${name} = $${index + 3}`).join('')}
       WHERE o.id = $1 AND o.deleted_at IS NULL AND ${f.mine('o')}`,
      [id, now, ...columns.map(({ value }) => value)],
    );
    return touched === 1;
  }

  /** Hides the source and all it said. @returns whether it was there. */
  async markDeleted(scope: SourceScope, id: string, now: Date): Promise<boolean> {
    const f = tablesOf[scope];
    const touched = await this.database.execute(
      `UPDATE ${f.source} o SET deleted_at = $2 WHERE o.id = $1 AND o.deleted_at IS NULL AND ${f.mine('o')}`,
      [id, now],
    );
    return touched === 1;
  }

  private async write(scope: SourceScope, sql: string, values: readonly unknown[]): Promise<number> {
    try {
      return await this.database.execute(sql, values);
    } catch (error) {
      if (isUniqueViolation(error, tablesOf[scope].nameConstraint)) throw sourceNameTaken();
      throw error;
    }
  }
}
