import { Injectable } from '@nestjs/common';
import type { SourceScope } from '@sentrybox/contracts';
import { Database, isUniqueViolation } from '@sentrybox/database';
import type { IndicatorType } from '@sentrybox/ioc';
import { storedValueOf, tablesOf } from '../../model';
import type { IndicatorKey } from '../known-indicators.repository';
import { alreadyMarked } from './marks.errors';

export interface MarkRow {
  readonly id: string;
  readonly type: IndicatorType;
  readonly value: string;
  readonly scope: SourceScope;
  readonly reason: string;
  readonly markedBy: string;
  readonly markedAt: Date;
}

const markOf = (scope: SourceScope): string => {
  const f = tablesOf[scope];
  return `SELECT m.id, m.type, m.value, '${scope}' AS scope, m.reason, m.marked_by AS "markedBy", m.marked_at AS "markedAt"
    FROM ${f.falsePositive} m WHERE ${f.mine('m')}`;
};
const both = `${markOf('platform')} UNION ALL ${markOf('team')}`;

/** Inside a transaction of the team. */
@Injectable()
export class MarksRepository {
  constructor(private readonly database: Database) {}

  /** @throws DomainError already_marked */
  async insert(row: MarkRow): Promise<void> {
    const f = tablesOf[row.scope];
    const { lookupKey } = storedValueOf(row.value);
    try {
      await this.database.execute(
        `INSERT INTO ${f.falsePositive} (${f.teamColumn}id, type, lookup_key, value, reason, marked_by, marked_at)
         VALUES (${f.teamValue}$1, $2, $3, $4, $5, $6, $7)`,
        [row.id, row.type, lookupKey, row.value, row.reason, row.markedBy, row.markedAt],
      );
    } catch (error) {
      if (isUniqueViolation(error)) throw alreadyMarked();
      throw error;
    }
  }

  /** @returns whether it was there. */
  async delete(scope: SourceScope, { type, value }: IndicatorKey): Promise<boolean> {
    const f = tablesOf[scope];
    const removed = await this.database.execute(
      `DELETE FROM ${f.falsePositive} m WHERE m.lookup_key = $1 AND m.type = $2 AND ${f.mine('m')}`,
      [storedValueOf(value).lookupKey, type],
    );
    return removed === 1;
  }

  /** Newest first. @returns one page, and how many there are in all. */
  async list(before: string | undefined, limit: number, offset: number): Promise<{ rows: MarkRow[]; total: number }> {
    const rows = await this.database.query<MarkRow>(
      `SELECT * FROM (${both}) m WHERE ($1::uuid IS NULL OR m.id < $1) ORDER BY m.id DESC LIMIT $2 OFFSET $3`,
      [before ?? null, limit, offset],
    );
    const [count] = await this.database.query<{ total: number }>(`SELECT count(*)::int AS total FROM (${both}) m`);
    return { rows, total: count?.total ?? 0 };
  }
}
