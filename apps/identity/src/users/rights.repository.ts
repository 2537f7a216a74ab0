import { Injectable } from '@nestjs/common';
import { Database } from '@sentrybox/database';
import type { User } from './user.entity';
import { UsersRepository } from './users.repository';

export interface LockedUser {
  readonly user: User;
  /** Active admins of the installation beside this user. */
  readonly otherAdmins: number;
}

/**
 * Locks under which rights change, so that two changes at once cannot each believe that the other's admin or owner stays.
 * Always in this order, whoever takes them: users by id, then teams by id. NO KEY UPDATE, for logins and new rows that
 * refer to a locked one need not wait. All inside a transaction.
 */
@Injectable()
export class RightsRepository {
  constructor(
    private readonly database: Database,
    private readonly users: UsersRepository,
  ) {}

  /** The user and every active admin: who is admin, and who may act, cannot change meanwhile. */
  async lockUser(id: string): Promise<LockedUser | undefined> {
    const locked = await this.database.query<{ id: string; isAdmin: boolean }>(
      `SELECT id, platform_role = 'admin' AND status = 'active' AS "isAdmin" FROM identity.user
       WHERE deleted_at IS NULL AND (id = $1 OR (platform_role = 'admin' AND status = 'active'))
       ORDER BY id FOR NO KEY UPDATE`,
      [id],
    );
    if (!locked.some((one) => one.id === id)) return undefined;
    const user = await this.users.findById(id);
    if (user === undefined) return undefined;
    return { user, otherAdmins: locked.filter((one) => one.isAdmin && one.id !== id).length };
  }

  /** One member and the team, whose owners cannot change meanwhile. */
  async lockMember(teamId: string, userId: string): Promise<User | undefined> {
    const user = await this.users.lock(userId);
    await this.lockTeam(teamId);
    return user;
  }

  async lockTeam(teamId: string): Promise<void> {
    await this.database.query('SELECT FROM identity.team WHERE id = $1 FOR NO KEY UPDATE', [teamId]);
  }

  /** Locks the user's teams. @returns the names of those that would be left without an active owner. */
  async lockTeamsOnlyOwnedBy(userId: string): Promise<string[]> {
    await this.database.query(
      `SELECT FROM identity.team WHERE id IN (SELECT team_id FROM identity.memberships_of($1))
       ORDER BY id FOR NO KEY UPDATE`,
      [userId],
    );
    const rows = await this.database.query<{ name: string }>(
      'SELECT team_name AS name FROM identity.teams_only_owned_by($1) ORDER BY team_name',
      [userId],
    );
    return rows.map(({ name }) => name);
  }

  /** Ends memberships, open invitations and keys that the user made, in every team. @returns the ids of the keys. */
  async withdraw(userId: string, at: Date): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      'SELECT revoked_key AS id FROM identity.withdraw_user($1, $2)',
      [userId, at],
    );
    return rows.map(({ id }) => id);
  }
}
