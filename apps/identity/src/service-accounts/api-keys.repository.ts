import { Injectable } from '@nestjs/common';
import { Database, prepared } from '@sentrybox/database';
import { IsNull } from 'typeorm';
import type { Repository } from 'typeorm';
import type { Page } from '../paging';
import type { ApiKey, FoundApiKey } from './api-key';
import { StoredApiKey } from './api-key.entity';
import type { StoredMac } from './key-peppers';

const columns = `
  k.id, k.team_id AS "teamId", k.service_account_id AS "serviceAccountId", k.name, k.prefix, k.last4, k.scopes,
  k.allowed_cidrs AS "allowedCidrs", k.created_by AS "createdBy", k.created_at AS "createdAt",
  k.expires_at AS "expiresAt", k.revoked_at AS "revokedAt", u.last_used_at AS "lastUsedAt"`;
const source = 'identity.api_key k LEFT JOIN identity.api_key_use u ON u.key_id = k.id';

const findStatement = prepared(`
  SELECT key_id AS "keyId", team_id AS "teamId", mac, scopes, allowed_cidrs AS "allowedCidrs",
         expires_at AS "expiresAt", revoked_at AS "revokedAt", account_id AS "accountId",
         account_name AS "accountName", account_role AS "accountRole"
  FROM identity.find_api_key($1)`);

/** API keys: `findByMac` and `noteUse` before any team is known, the rest inside the team's transaction. */
@Injectable()
export class ApiKeysRepository {
  constructor(private readonly database: Database) {}

  async findByMac(macs: readonly Buffer[]): Promise<FoundApiKey | undefined> {
    const [found] = await this.database.query<FoundApiKey>(findStatement, [macs]);
    return found;
  }

  async insert(key: Omit<StoredApiKey, 'revokedAt'>): Promise<void> {
    await this.rows.insert(key);
  }

  /** Newest first. */
  async list(teamId: string, accountId: string, { limit, offset, before }: Page): Promise<ApiKey[]> {
    return await this.database.query<ApiKey>(
      `SELECT ${columns} FROM ${source}
       WHERE k.team_id = $1 AND k.service_account_id = $2 AND ($5::uuid IS NULL OR k.id < $5)
       ORDER BY k.id DESC LIMIT $3 OFFSET $4`,
      [teamId, accountId, limit, offset, before ?? null],
    );
  }

  async count(teamId: string, serviceAccountId: string): Promise<number> {
    return await this.rows.countBy({ teamId, serviceAccountId });
  }

  /** @returns whether it was revoked now; undefined when there is no such key. */
  async revoke(teamId: string, serviceAccountId: string, id: string, revokedAt: Date): Promise<boolean | undefined> {
    const key = { teamId, serviceAccountId, id };
    const { affected } = await this.rows.update({ ...key, revokedAt: IsNull() }, { revokedAt });
    if (affected === 1) return true;
    return (await this.rows.existsBy(key)) ? false : undefined;
  }

  /** @returns the ids of those that had not been revoked before. */
  async revokeAllOf(teamId: string, accountId: string, at: Date): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `UPDATE identity.api_key SET revoked_at = $3
       WHERE team_id = $1 AND service_account_id = $2 AND revoked_at IS NULL RETURNING id`,
      [teamId, accountId, at],
    );
    return rows.map(({ id }) => id);
  }

  /** @returns the ids of those that had not been revoked before. */
  async revokeAllIn(teamId: string, at: Date): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      'UPDATE identity.api_key SET revoked_at = $2 WHERE team_id = $1 AND revoked_at IS NULL RETURNING id',
      [teamId, at],
    );
    return rows.map(({ id }) => id);
  }

  /** Stores a key under another pepper, if it is still stored as `from`. */
  async rehash(teamId: string, id: string, from: Buffer, to: StoredMac): Promise<void> {
    await this.database.inTeam(teamId, () =>
      this.rows.update({ teamId, id, mac: from }, { mac: to.mac, pepperId: to.pepperId }),
    );
  }

  /** How many keys that are not revoked are stored under each pepper, over all teams. */
  async countByPepper(): Promise<Readonly<Record<string, number>>> {
    const rows = await this.database.query<{ pepper_id: string; keys: string }>(
      'SELECT pepper_id, keys FROM identity.keys_by_pepper()',
    );
    return Object.fromEntries(rows.map(({ pepper_id, keys }) => [pepper_id, Number(keys)]));
  }

  /** When keys were last used, many at once; never back in time. */
  async noteUse(uses: readonly (readonly [id: string, at: Date])[]): Promise<void> {
    await this.database.execute(
      `INSERT INTO identity.api_key_use (key_id, last_used_at)
       SELECT * FROM unnest($1::uuid[], $2::timestamptz[])
       ON CONFLICT (key_id) DO UPDATE SET last_used_at = greatest(api_key_use.last_used_at, excluded.last_used_at)`,
      [uses.map(([id]) => id), uses.map(([, at]) => at)],
    );
  }

  private get rows(): Repository<StoredApiKey> {
    return this.database.manager.getRepository(StoredApiKey);
  }
}
