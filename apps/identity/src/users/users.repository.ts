import { Injectable } from '@nestjs/common';
import type { Permission, PlatformRole, UserSettings, UserStatus } from '@sentrybox/contracts';
import { Database } from '@sentrybox/database';
import { IsNull, Raw } from 'typeorm';
import type { Repository } from 'typeorm';
import type { TeamOfUser } from './team-of-user';
import { User } from './user.entity';

export type NewUser = Pick<
  User,
  'id' | 'email' | 'fullName' | 'passwordHash' | 'platformRole' | 'status' | 'mustChangePassword' | 'createdAt'
> &
  Partial<Pick<User, 'permissions' | 'settings'>>;

/** What an administrator changes; what is not named stays. */
export interface UserChanges {
  readonly fullName?: string;
  readonly platformRole?: PlatformRole;
  readonly status?: UserStatus;
  readonly permissions?: readonly Permission[];
  readonly settings?: UserSettings;
}

/**
 * Users belong to the installation: any transaction of the api role, or none, will do. Deleted ones are found by none of
 * the questions.
 */
@Injectable()
export class UsersRepository {
  constructor(private readonly database: Database) {}

  async findByEmail(email: string): Promise<User | undefined> {
    const isEmail = Raw((column) => `lower(${column}) = lower(:email)`, { email });
    return (await this.ask((users) => users.findOneBy({ email: isEmail, deletedAt: IsNull() }))) ?? undefined;
  }

  async findById(id: string): Promise<User | undefined> {
    return (await this.ask((users) => users.findOneBy({ id, deletedAt: IsNull() }))) ?? undefined;
  }

  /** Like findById; nobody else changes the user until the current transaction ends. */
  async lock(id: string): Promise<User | undefined> {
    const lock = { mode: 'for_no_key_update' } as const;
    const user = await this.database.manager.findOne(User, { where: { id, deletedAt: IsNull() }, lock });
    return user ?? undefined;
  }

  /** The user's teams, the oldest membership first. */
  async teamsOf(userId: string): Promise<TeamOfUser[]> {
    return await this.database.query<TeamOfUser>(
      `SELECT team_id AS id, team_name AS name, role, permissions
       FROM identity.memberships_of($1) ORDER BY created_at, team_id`,
      [userId],
    );
  }

  async insert(user: NewUser): Promise<void> {
    await this.ask((users) => users.insert({ ...user, updatedAt: user.createdAt }));
  }

  async isAnyUserThere(): Promise<boolean> {
    return await this.ask((users) => users.exists());
  }

  async noteLogin(id: string, lastTeamId: string, lastLoginAt: Date): Promise<void> {
    await this.ask((users) => users.update({ id }, { lastTeamId, lastLoginAt }));
  }

  async noteTeam(id: string, lastTeamId: string): Promise<void> {
    await this.ask((users) => users.update({ id }, { lastTeamId }));
  }

  async update(id: string, changes: UserChanges, updatedAt: Date): Promise<void> {
    await this.ask((users) => users.update({ id }, { ...changes, updatedAt }));
  }

  /** Every access token made before dies; refresh tokens go on. */
  async endAccessTokens(id: string): Promise<void> {
    await this.ask((users) => users.increment({ id }, 'tokenVersion', 1));
  }

  /** A new password; every token made before dies. @returns the new token version. */
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
  async rehash(id: string, from: string, to: string): Promise<void> {
    await this.ask((users) => users.update({ id, passwordHash: from }, { passwordHash: to }));
  }

  /** The row stays, for the audit log names its id; nothing personal and no way in stays with it. */
  async markDeleted(id: string, at: Date): Promise<void> {
    await this.database.execute(
      `UPDATE identity.user
       SET email = id || '@deleted.invalid', full_name = '', password_hash = '', status = 'inactive', permissions = '{}',
           settings = '{}', token_version = token_version + 1, last_team_id = NULL, updated_at = $2, deleted_at = $2
       WHERE id = $1`,
      [id, at],
    );
  }

  private async ask<T>(question: (users: Repository<User>) => Promise<T>): Promise<T> {
    return await this.database.shared(() => question(this.database.manager.getRepository(User)));
  }
}
