import { Injectable } from '@nestjs/common';
import { Database } from '@sentrybox/database';
import { Raw } from 'typeorm';
import type { Repository } from 'typeorm';
import type { TeamOfUser } from './team-of-user';
import { User } from './user.entity';

/** Users belong to the installation: any transaction of the api role, or none, will do. */
@Injectable()
export class UsersRepository {
  constructor(private readonly database: Database) {}

  async findByEmail(email: string): Promise<User | undefined> {
    const isEmail = Raw((column) => `lower(${column}) = lower(:email)`, { email });
    return (await this.ask((users) => users.findOneBy({ email: isEmail }))) ?? undefined;
  }

  async findById(id: string): Promise<User | undefined> {
    return (await this.ask((users) => users.findOneBy({ id }))) ?? undefined;
  }

  /** The user's teams, the oldest membership first. */
  async teamsOf(userId: string): Promise<TeamOfUser[]> {
    return await this.database.query<TeamOfUser>(
      `SELECT team_id AS id, team_name AS name, role FROM identity.memberships_of($1) ORDER BY created_at, team_id`,
      [userId],
    );
  }

  async insert(user: Omit<User, 'lastTeamId' | 'lastLoginAt' | 'updatedAt' | 'tokenVersion'>): Promise<void> {
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
  async rehash(id: string, from: string, to: string): Promise<void> {
    await this.ask((users) => users.update({ id, passwordHash: from }, { passwordHash: to }));
  }

  private async ask<T>(question: (users: Repository<User>) => Promise<T>): Promise<T> {
    return await this.database.shared(() => question(this.database.manager.getRepository(User)));
  }
}
