import { Injectable } from '@nestjs/common';
import { Database } from '@sentrybox/database';
import type { Page, Paged } from '../paging';

export interface ListedSession {
  readonly id: string;
  readonly actingTeamId: string;
  readonly openedFrom: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly lastUsedAt: Date;
}

/** Sessions that could be used at the given moment. */
const usable = `FROM identity.session WHERE user_id = $1 AND ended_at IS NULL AND expires_at > $2 AND last_used_at > $3`;

export interface UsableAt {
  readonly now: Date;
  /** Whoever was not seen since then is idle. */
  readonly idleSince: Date;
}

@Injectable()
export class SessionsListRepository {
  constructor(private readonly database: Database) {}

  /** Newest first. */
  async list(userId: string, { now, idleSince }: UsableAt, page: Page): Promise<Paged<ListedSession>> {
    const values = [userId, now, idleSince];
    const items = await this.database.query<ListedSession>(
      `SELECT id, acting_team_id AS "actingTeamId", host(opened_from) AS "openedFrom", created_at AS "createdAt",
         expires_at AS "expiresAt", last_used_at AS "lastUsedAt"
       ${usable} AND ($4::uuid IS NULL OR id < $4) ORDER BY id DESC LIMIT $5 OFFSET $6`,
      [...values, page.before, page.limit, page.offset],
    );
    const [count] = await this.database.query<{ total: number }>(`SELECT count(*)::int AS total ${usable}`, values);
    return { items, total: count?.total ?? 0 };
  }

  async ownerOf(sessionId: string): Promise<string | undefined> {
    const [row] = await this.database.query<{ user_id: string }>(
      'SELECT user_id FROM identity.session WHERE id = $1 AND ended_at IS NULL',
      [sessionId],
    );
    return row?.user_id;
  }

  /** Removes sessions that nobody could use for a while, with their tokens. @returns how many */
  async purge(before: Date, limit: number): Promise<number> {
    return await this.database.execute(
      `DELETE FROM identity.session WHERE id IN
         (SELECT id FROM identity.session WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)`,
      [before, limit],
    );
  }
}
