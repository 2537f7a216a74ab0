import { Injectable } from '@nestjs/common';
import { Database } from '@sentrybox/database';
import type { TeamOfUser, User } from './user';

const columns = `
  id, email, full_name AS "fullName", password_hash AS "passwordHash", platform_role AS "platformRole", status,
  token_version AS "tokenVersion", must_change_password AS "mustChangePassword", last_team_id AS "lastTeamId",
  last_login_at AS "lastLoginAt", created_at AS "createdAt", updated_at AS "updatedAt"`;

/** Users belong to the installation: any transaction of the api role, or none, will do. */
@Injectable()
export class UsersRepository {
  constructor(private readonly database: Database) {}

  async findByEmail(email: string): Promise<User | undefined> {
    const [user] = await this.database.query<User>(
      `SELECT ${columns} FROM identity.user WHERE lower(email) = lower($1)`,
      [email],
    );
    return user;
  }

  async findById(id: string): Promise<User | undefined> {
    const [user] = await this.database.query<User>(`SELECT ${columns} FROM identity.user WHERE id = $1`, [id]);
    return user;
  }

  /** The user's teams, the oldest membership first. */
  async teamsOf(userId: string): Promise<TeamOfUser[]> {
    return await this.database.query<TeamOfUser>(
      `SELECT team_id AS id, team_name AS name, role FROM identity.memberships_of($1) ORDER BY created_at, team_id`,
      [userId],
    );
  }

  async insert(user: Omit<User, 'lastTeamId' | 'lastLoginAt' | 'updatedAt' | 'tokenVersion'>): Promise<void> {
    await this.database.execute(
      `INSERT INTO identity.user
         (id, email, full_name, password_hash, platform_role, status, must_change_password, created_at, updated_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)`,
      [
        user.id,
        user.email,
        user.fullName,
        user.passwordHash,
        user.platformRole,
        user.status,
        user.mustChangePassword,
        user.createdAt,
      ],
    );
  }

  async isAnyUserThere(): Promise<boolean> {
    const rows = await this.database.query('SELECT 1 FROM identity.user LIMIT 1');
    return rows.length > 0;
  }

  async noteLogin(userId: string, teamId: string, at: Date): Promise<void> {
    await this.database.execute(`UPDATE identity.user SET last_login_at = $3, last_team_id = $2 WHERE id = $1`, [
      userId,
      teamId,
      at,
    ]);
  }

  async noteTeam(userId: string, teamId: string): Promise<void> {
    await this.database.execute(`UPDATE identity.user SET last_team_id = $2 WHERE id = $1`, [userId, teamId]);
  }

  /** The user's own new password; every token made before dies. @returns the new token version. */
  async changePassword(userId: string, passwordHash: string, at: Date): Promise<number> {
    const [row] = await this.database.query<{ tokenVersion: number }>(
      `UPDATE identity.user
       SET password_hash = $2, must_change_password = false, token_version = token_version + 1, updated_at = $3
       WHERE id = $1
       RETURNING token_version AS "tokenVersion"`,
      [userId, passwordHash, at],
    );
    return row?.tokenVersion ?? 0;
  }

  /** The same password under newer parameters; a password that was changed meanwhile stays. */
  async rehash(userId: string, from: string, to: string): Promise<void> {
    await this.database.execute(`UPDATE identity.user SET password_hash = $3 WHERE id = $1 AND password_hash = $2`, [
      userId,
      from,
      to,
    ]);
  }
}
