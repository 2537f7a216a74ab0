import { Injectable } from '@nestjs/common';
import { Database, prepared } from '@sentrybox/database';
import type { PlatformRole, TeamRole, UserStatus } from '@sentrybox/contracts';
import { IsNull } from 'typeorm';
import type { EndReason, NewGeneration, NewSession, PresentedSession } from './session';
import { SessionGeneration } from './session-generation.entity';
import { Session } from './session.entity';

const presented = `
  SELECT s.id, s.user_id AS "userId", s.acting_team_id AS "actingTeamId", s.generation AS current,
         g.generation AS presented, s.successor_sealed AS "successorSealed", c.access_jti AS "currentJti",
         s.rotated_at AS "rotatedAt", s.last_used_at AS "lastUsedAt", s.expires_at AS "expiresAt",
         s.ended_at AS "endedAt"
  FROM identity.session_generation g
  JOIN identity.session s ON s.id = g.session_id
  JOIN identity.session_generation c ON c.session_id = s.id AND c.generation = s.generation`;

const checkStatement = prepared(`
  SELECT s.ended_at AS "endedAt", s.expires_at AS "expiresAt", s.rotated_at AS "rotatedAt",
         s.last_used_at AS "lastUsedAt", u.status, u.token_version AS "tokenVersion",
         u.must_change_password AS "mustChangePassword", u.platform_role AS "platformRole", m.role AS "teamRole",
         u.permissions || m.permissions AS grants
  FROM identity.session s
  JOIN identity.user u ON u.id = s.user_id
  JOIN LATERAL identity.memberships_of(u.id) m ON m.team_id = $3
  WHERE s.id = $1 AND s.user_id = $2`);

/** What decides whether an access token still counts. */
export interface SessionState {
  readonly endedAt: Date | null;
  readonly expiresAt: Date;
  readonly rotatedAt: Date;
  readonly lastUsedAt: Date;
  readonly status: UserStatus;
  readonly tokenVersion: number;
  readonly mustChangePassword: boolean;
  readonly platformRole: PlatformRole;
  readonly teamRole: TeamRole;
  /** Beyond the roles: about the installation and in the team. */
  readonly grants: readonly string[];
}

/** Sessions belong to their user: any transaction of the api role, or none, will do. */
@Injectable()
export class SessionsRepository {
  constructor(private readonly database: Database) {}

  /** Inside a transaction, as everything that writes one session. */
  async insert({ refreshHash, accessJti, ...session }: NewSession): Promise<void> {
    const { id, createdAt } = session;
    const facts = { ...session, generation: 1, rotatedAt: createdAt, lastUsedAt: createdAt };
    await this.database.manager.insert(Session, facts);
    await this.addGeneration(id, 1, { refreshHash, accessJti });
  }

  async findByRefreshHash(hash: Buffer): Promise<PresentedSession | undefined> {
    const [row] = await this.database.query<PresentedSession>(`${presented} WHERE g.refresh_hash = $1`, [hash]);
    return row;
  }

  async findByAccessToken(sessionId: string, jti: string): Promise<PresentedSession | undefined> {
    const [row] = await this.database.query<PresentedSession>(
      `${presented} WHERE g.session_id = $1 AND g.access_jti = $2`,
      [sessionId, jti],
    );
    return row;
  }

  /**
   * Compare-and-swap: makes the next generation if `from` is still the current one.
   * @returns false when somebody else was faster, or the session ended.
   */
  async rotate(id: string, from: number, next: NewGeneration, sealed: Buffer, at: Date): Promise<boolean> {
    const { affected } = await this.database.manager.update(
      Session,
      { id, generation: from, endedAt: IsNull() },
      { generation: from + 1, successorSealed: sealed, rotatedAt: at, lastUsedAt: at },
    );
    if (affected === 1) await this.addGeneration(id, from + 1, next);
    return affected === 1;
  }

  /** @returns false when it had ended before. */
  async end(id: string, endReason: EndReason, endedAt: Date): Promise<boolean> {
    const { affected } = await this.database.manager.update(
      Session,
      { id, endedAt: IsNull() },
      { endedAt, endReason, successorSealed: null },
    );
    return affected === 1;
  }

  /** @returns the ids of those that had not ended before. */
  async endAllOf(userId: string, reason: EndReason, at: Date, spared: string | null = null): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `UPDATE identity.session SET ended_at = $3, end_reason = $2, successor_sealed = NULL
       WHERE user_id = $1 AND ended_at IS NULL AND ($4::uuid IS NULL OR id <> $4) RETURNING id`,
      [userId, reason, at, spared],
    );
    return rows.map(({ id }) => id);
  }

  /** Sessions that act in the team, of one user or of all. @returns the ids of those that had not ended before. */
  async endAllIn(teamId: string, userId: string | null, reason: EndReason, at: Date): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `UPDATE identity.session SET ended_at = $4, end_reason = $3, successor_sealed = NULL
       WHERE acting_team_id = $1 AND ($2::uuid IS NULL OR user_id = $2) AND ended_at IS NULL RETURNING id`,
      [teamId, userId, reason, at],
    );
    return rows.map(({ id }) => id);
  }

  /** @returns undefined when there is no such session of that user, or the user is not in that team. */
  async state(sessionId: string, userId: string, teamId: string): Promise<SessionState | undefined> {
    const [row] = await this.database.query<SessionState>(checkStatement, [sessionId, userId, teamId]);
    return row;
  }

  /** When sessions were last used, many at once; never back in time. */
  async noteUse(uses: readonly (readonly [id: string, at: Date])[]): Promise<void> {
    await this.database.execute(
      `UPDATE identity.session s SET last_used_at = u.at
       FROM unnest($1::uuid[], $2::timestamptz[]) AS u (id, at)
       WHERE s.id = u.id AND s.last_used_at < u.at`,
      [uses.map(([id]) => id), uses.map(([, at]) => at)],
    );
  }

  private async addGeneration(sessionId: string, generation: number, next: NewGeneration): Promise<void> {
    await this.database.manager.insert(SessionGeneration, { sessionId, generation, ...next });
  }
}
