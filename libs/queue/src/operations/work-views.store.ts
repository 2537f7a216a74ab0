import type { WorkState } from '@sentrybox/contracts';
import { cappedCount } from '@sentrybox/database';
import type { Database } from '@sentrybox/database';

/** What the work role sees of a row. */
export interface WorkFacts {
  readonly id: string;
  readonly teamId: string;
  readonly kind: string;
  readonly state: WorkState;
  readonly attempt: number;
  readonly error: string | null;
  readonly dueAt: Date;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
}

export interface WorkFilter {
  readonly state: WorkState;
  readonly kind?: string | undefined;
  readonly teamId?: string | undefined;
  readonly error?: string | undefined;
  readonly createdAfter?: string | undefined;
  readonly createdBefore?: string | undefined;
  /** Ids below this one: the page behind a cursor. */
  readonly behindId?: string | undefined;
  readonly limit: number;
  readonly offset: number;
}

const columns = `id, team_id AS "teamId", kind, state, attempt, last_error AS error, due_at AS "dueAt",
  created_at AS "createdAt", finished_at AS "finishedAt"`;

const matching = `FROM work WHERE state = $1 AND ($2::text IS NULL OR kind = $2) AND ($3::uuid IS NULL OR team_id = $3)
  AND ($4::text IS NULL OR last_error = $4) AND ($5::timestamptz IS NULL OR created_at > $5)
  AND ($6::timestamptz IS NULL OR created_at < $6)`;

/** Work of all teams, as an operator of the platform may see it: on the work role, which sees no content. */
export class WorkViewsStore {
  constructor(private readonly database: Database) {}

  /** Newest first. @returns one row more than a page where there is one, and how many match in all. */
  async list(filter: WorkFilter): Promise<{ rows: WorkFacts[]; count: number }> {
    const { state, kind, teamId, error, createdAfter, createdBefore, behindId, limit, offset } = filter;
    const values = [state, ...[kind, teamId, error, createdAfter, createdBefore].map((value) => value ?? null)];
    return await this.database.work(async () => {
      const rows = await this.database.query<WorkFacts>(
        `SELECT ${columns} ${matching} AND ($7::uuid IS NULL OR id < $7) ORDER BY id DESC LIMIT $8 OFFSET $9`,
        [...values, behindId ?? null, limit + 1, behindId === undefined ? offset : 0],
      );
      const [total] = await this.database.query<{ count: number }>(cappedCount(`1 ${matching}`), values);
      return { rows, count: total?.count ?? 0 };
    });
  }

  async find(id: string): Promise<WorkFacts | undefined> {
    const [row] = await this.database.work(() =>
      this.database.query<WorkFacts>(`SELECT ${columns} FROM work WHERE id = $1`, [id]),
    );
    return row;
  }
}
