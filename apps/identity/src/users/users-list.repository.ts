import { Injectable } from '@nestjs/common';
import type { PlatformRole, UserStatus } from '@sentrybox/contracts';
import { behindCursor, cappedCount, Database } from '@sentrybox/database';
import type { ListableUser } from './user.view';

/** Microseconds since 1970: exact, and as text in a cursor it cannot be a date that PostgreSQL refuses. */
const micros = (column: string): string => `(extract(epoch FROM ${column}) * 1000000)::bigint`;

/** What users can be sorted by. Who never logged in comes before everybody who did. */
const sortColumns = {
  created_at: micros('created_at'),
  email: 'lower(email)',
  full_name: 'lower(full_name)',
  last_login: `coalesce(${micros('last_login_at')}, 0)`,
} as const;

export interface UsersQuestion {
  readonly status?: UserStatus;
  readonly role?: PlatformRole;
  /** Part of the address or the name. */
  readonly text?: string;
  readonly sort: keyof typeof sortColumns;
  readonly direction: 'asc' | 'desc';
  readonly limit: number;
  readonly offset: number;
  /** Sort value (as text) and id of the last one shown. */
  readonly behind?: readonly [value: string, id: string];
}

export interface ListedUser extends ListableUser {
  readonly sortValue: string;
}

const matching = `
  FROM identity.user
  WHERE deleted_at IS NULL AND ($1::text IS NULL OR status = $1) AND ($2::text IS NULL OR platform_role = $2)
    AND ($3::text IS NULL OR lower(email) LIKE $3 OR lower(full_name) LIKE $3)`;

@Injectable()
export class UsersListRepository {
  constructor(private readonly database: Database) {}

  async list(question: UsersQuestion): Promise<ListedUser[]> {
    const { sort, direction, limit, offset, behind } = question;
    const rows = `
      SELECT id, email, full_name AS "fullName", platform_role AS "platformRole", status,
             must_change_password AS "mustChangePassword", last_login_at AS "lastLoginAt",
             created_at AS "createdAt", updated_at AS "updatedAt", ${sortColumns[sort]} AS sort_value ${matching}`;
    const page = behind === undefined ? '' : `WHERE ${behindCursor(['sort_value', 'id'], direction, 6)}`;
    return await this.database.query<ListedUser>(
      `SELECT *, sort_value::text AS "sortValue" FROM (${rows}) AS u ${page}
       ORDER BY sort_value ${direction}, id ${direction} LIMIT $4 OFFSET $5`,
      [...filters(question), limit, offset, ...(behind ?? [])],
    );
  }

  /** Exact up to 10,000, one more beyond. */
  async count(question: UsersQuestion): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(cappedCount(matching), filters(question));
    return row?.count ?? 0;
  }
}

function filters({ status, role, text }: UsersQuestion): unknown[] {
  const pattern = text === undefined ? null : `%${text.toLowerCase().replace(/[\\%_]/g, String.raw`\$&`)}%`;
  return [status ?? null, role ?? null, pattern];
}
