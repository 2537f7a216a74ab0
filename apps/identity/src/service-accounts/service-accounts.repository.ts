import { Injectable } from '@nestjs/common';
import { Database } from '@sentrybox/database';
import type { Page } from '../paging';
import type { ServiceAccount } from './service-account';

const columns = `
  id, team_id AS "teamId", name, description, role, created_by AS "createdBy", created_at AS "createdAt"`;

/** Service accounts of one team: for use inside its transaction. */
@Injectable()
export class ServiceAccountsRepository {
  constructor(private readonly database: Database) {}

  async insert(account: ServiceAccount): Promise<void> {
    const { teamId, id, name, description, role, createdBy, createdAt } = account;
    await this.database.execute(
      `INSERT INTO identity.service_account (team_id, id, name, description, role, created_by, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [teamId, id, name, description, role, createdBy, createdAt],
    );
  }

  async find(teamId: string, id: string): Promise<ServiceAccount | undefined> {
    const [account] = await this.database.query<ServiceAccount>(
      `SELECT ${columns} FROM identity.service_account WHERE team_id = $1 AND id = $2 AND deleted_at IS NULL`,
      [teamId, id],
    );
    return account;
  }

  async findByName(teamId: string, name: string): Promise<ServiceAccount | undefined> {
    const [account] = await this.database.query<ServiceAccount>(
      `SELECT ${columns} FROM identity.service_account
       WHERE team_id = $1 AND lower(name) = lower($2) AND deleted_at IS NULL`,
      [teamId, name],
    );
    return account;
  }

  /** Newest first. */
  async list(teamId: string, { limit, offset, before }: Page): Promise<ServiceAccount[]> {
    return await this.database.query<ServiceAccount>(
      `SELECT ${columns} FROM identity.service_account
       WHERE team_id = $1 AND deleted_at IS NULL AND ($4::uuid IS NULL OR id < $4)
       ORDER BY id DESC LIMIT $2 OFFSET $3`,
      [teamId, limit, offset, before ?? null],
    );
  }

  async count(teamId: string): Promise<number> {
    const [row] = await this.database.query<{ total: number }>(
      `SELECT count(*)::integer AS total FROM identity.service_account WHERE team_id = $1 AND deleted_at IS NULL`,
      [teamId],
    );
    return row?.total ?? 0;
  }

  /** The row stays: its keys must go on being told from unknown ones. @returns false when there is no such account. */
  async markDeleted(teamId: string, id: string, at: Date): Promise<boolean> {
    const changed = await this.database.execute(
      `UPDATE identity.service_account SET deleted_at = $3 WHERE team_id = $1 AND id = $2 AND deleted_at IS NULL`,
      [teamId, id, at],
    );
    return changed === 1;
  }
}
