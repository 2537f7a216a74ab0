import { Injectable } from '@nestjs/common';
import { Database, isUniqueViolation } from '@sentrybox/database';
import type { SourceScope, UpdateSourceBody } from '@sentrybox/contracts';
import { IsNull, Not } from 'typeorm';
import type { Repository } from 'typeorm';
import { tablesOf } from '../model';
import { settingsOf, sourceOf } from './source';
import type { Source, SourceRow } from './source';
import { PlatformSource, TeamSource } from './source.entity';
import type { StoredSource } from './source.entity';
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

const shown = `id, name, description, source_type AS "sourceType", url, licence, lineage, reliability, format, mode,
  default_confidence AS "defaultConfidence", default_severity AS "defaultSeverity", threat_types AS "threatTypes", tags, feed_id AS "feedId", tlp,
  disclosure,  valid_for_seconds AS "validForSeconds",
  is_enabled AS "isEnabled", indicators_count AS "indicatorsCount", last_imported_at AS "lastImportedAt",
  created_at AS "createdAt", updated_at AS "updatedAt"`;

function selectOf(scope: SourceScope): string {
  const f = tablesOf[scope];
  return `SELECT '${scope}' AS scope, ${shown} FROM ${f.source} o WHERE o.deleted_at IS NULL AND ${f.mine('o')}`;
}

const select: Readonly<Record<SourceScope, string>> = { platform: selectOf('platform'), team: selectOf('team') };

/** Inside a transaction: of the team for its own sources, any for those of everybody. */
@Injectable()
export class SourcesRepository {
  constructor(private readonly database: Database) {}

  async find(scope: SourceScope, id: string): Promise<Source | undefined> {
    const row = await this.rows(scope).findOneBy(this.one(scope, id));
    return row === null ? undefined : sourceOf(scope, row);
  }

  /** Those that were made from feeds of the catalogue. */
  async fromFeeds(scope: SourceScope): Promise<Source[]> {
    const made = { feedId: Not(IsNull()), deletedAt: IsNull(), ...this.mine(scope) };
    const rows = await this.rows(scope).findBy(made);
    return rows.map((row) => sourceOf(scope, row));
  }

  /** Newest first. @returns one page, and how many there are in all. */
  async list(scopes: readonly SourceScope[], filter: SourceFilter): Promise<{ sources: Source[]; total: number }> {
    const wanted = scopes.filter((scope) => filter.scope === undefined || filter.scope === scope);
    if (wanted.length === 0) return { sources: [], total: 0 };
    const all = `SELECT * FROM (${wanted.map((scope) => select[scope]).join(' UNION ALL ')}) o
      WHERE ($1::boolean IS NULL OR o."isEnabled" = $1)`;
    const rows = await this.database.query<SourceRow & { readonly scope: SourceScope }>(
      `${all} AND ($2::uuid IS NULL OR o.id < $2) ORDER BY o.id DESC LIMIT $3 OFFSET $4`,
      [filter.isEnabled ?? null, filter.before ?? null, filter.limit, filter.offset],
    );
    const [count] = await this.database.query<{ total: number }>(`SELECT count(*)::int AS total FROM (${all}) c`, [
      filter.isEnabled ?? null,
    ]);
    return { sources: rows.map((row) => sourceOf(row.scope, row)), total: count?.total ?? 0 };
  }

  /** @throws DomainError source_name_taken */
  async insert(scope: SourceScope, id: string, body: Required<UpdateSourceBody>, feedId: string | null): Promise<void> {
    await this.write(scope, (rows) => rows.insert({ ...this.mine(scope), id, feedId, ...settingsOf(body) }));
  }

  /** @returns whether it is still there. @throws DomainError source_name_taken */
  async update(scope: SourceScope, id: string, body: UpdateSourceBody, updatedAt: Date): Promise<boolean> {
    const { affected } = await this.write(scope, (rows) =>
      rows.update(this.one(scope, id), { ...settingsOf(body), updatedAt }),
    );
    return affected === 1;
  }

  /** Hides the source and all it said. @returns whether it was there. */
  async markDeleted(scope: SourceScope, id: string, deletedAt: Date): Promise<boolean> {
    const { affected } = await this.rows(scope).update(this.one(scope, id), { deletedAt });
    return affected === 1;
  }

  private async write<T>(scope: SourceScope, change: (rows: Repository<StoredSource>) => Promise<T>): Promise<T> {
    try {
      return await change(this.rows(scope));
    } catch (error) {
      if (isUniqueViolation(error, tablesOf[scope].nameConstraint)) throw sourceNameTaken();
      throw error;
    }
  }

  private rows(scope: SourceScope): Repository<StoredSource> {
    return this.database.manager.getRepository<StoredSource>(scope === 'team' ? TeamSource : PlatformSource);
  }

  private one(scope: SourceScope, id: string) {
    return { id, deletedAt: IsNull(), ...this.mine(scope) };
  }

  private mine(scope: SourceScope) {
    return scope === 'team' ? { teamId: this.database.currentTeamId } : {};
  }
}
