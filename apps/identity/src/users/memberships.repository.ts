import { Injectable } from '@nestjs/common';
import type { Permission, TeamRole, UserStatus } from '@sentrybox/contracts';
import { Database } from '@sentrybox/database';
import type { Page } from '../paging';
import { Membership } from './membership.entity';

/** Somebody in a team, with the name. */
export interface Member {
  readonly id: string;
  readonly email: string;
  readonly fullName: string;
  readonly status: UserStatus;
  readonly role: TeamRole;
  readonly permissions: readonly Permission[];
  readonly joinedAt: Date;
}

const columns = `u.id, u.email, u.full_name AS "fullName", u.status, m.role, m.permissions, m.created_at AS "joinedAt"`;
const source = 'identity.membership m JOIN identity.user u ON u.id = m.user_id';

/** Who is in a team: for use inside its transaction. */
@Injectable()
export class MembershipsRepository {
  constructor(private readonly database: Database) {}

  async insert(
    member: Pick<Membership, 'teamId' | 'userId' | 'role' | 'createdAt'> & Partial<Membership>,
  ): Promise<void> {
    await this.database.manager.insert(Membership, member);
  }

  async find(teamId: string, userId: string): Promise<Member | undefined> {
    const [row] = await this.database.query<Member>(
      `SELECT ${columns} FROM ${source} WHERE m.team_id = $1 AND m.user_id = $2`,
      [teamId, userId],
    );
    return row;
  }

  /** The newest user first. */
  async list(teamId: string, { limit, offset, before }: Page): Promise<Member[]> {
    return await this.database.query<Member>(
      `SELECT ${columns} FROM ${source}
       WHERE m.team_id = $1 AND ($4::uuid IS NULL OR u.id < $4)
       ORDER BY u.id DESC LIMIT $2 OFFSET $3`,
      [teamId, limit, offset, before ?? null],
    );
  }

  async count(teamId: string): Promise<number> {
    return await this.database.manager.countBy(Membership, { teamId });
  }

  async update(
    teamId: string,
    userId: string,
    changes: { readonly role?: TeamRole; readonly permissions?: readonly Permission[] },
  ): Promise<void> {
    await this.database.manager.update(Membership, { teamId, userId }, changes);
  }

  async remove(teamId: string, userId: string): Promise<void> {
    await this.database.manager.delete(Membership, { teamId, userId });
  }

  /** @returns the ids of the users. */
  async removeAll(teamId: string): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      'DELETE FROM identity.membership WHERE team_id = $1 RETURNING user_id AS id',
      [teamId],
    );
    return rows.map(({ id }) => id);
  }

  /** Whether somebody else is an owner who may log in. */
  async hasOtherOwner(teamId: string, userId: string): Promise<boolean> {
    const [row] = await this.database.query(
      `SELECT FROM ${source} WHERE m.team_id = $1 AND m.user_id <> $2 AND m.role = 'owner' AND u.status = 'active' LIMIT 1`,
      [teamId, userId],
    );
    return row !== undefined;
  }
}
