import { Injectable } from '@nestjs/common';
import type { IocType, Pap, Tlp } from '@sentrybox/contracts';
import { behindCursor, cappedCount, Database, prepared } from '@sentrybox/database';
import type { PageRequest } from '@sentrybox/database';
import type { Exposure } from '../plugins';

export interface DisclosureRow {
  readonly id: string;
  readonly type: IocType;
  readonly canonical: string;
  readonly plugin: string;
  readonly disclosure: Exposure['disclosure'];
  readonly account: string;
  readonly tlp: Tlp;
  readonly pap: Pap;
  readonly toldAt: Date;
}

export interface DisclosureFilter {
  readonly canonicals: readonly string[] | undefined;
  readonly plugin: string | undefined;
}

const insert = prepared(`
  insert into analysis.disclosure (team_id, id, type, canonical, plugin, disclosure, account, tlp, pap, told_at)
  select $1, id, type, canonical, plugin, disclosure, account, tlp, pap, "toldAt"
  from jsonb_to_recordset($2::jsonb) as row (id uuid, type text, canonical text, plugin text, disclosure text,
    account text, tlp text, pap text, "toldAt" timestamptz)`);

// The index is on the digest, because values can be longer than an index entry may be.
const where = `d.team_id = $1
  and ($2::text[] is null
    or (md5(d.canonical) = any(select md5(each) from unnest($2::text[]) as each) and d.canonical = any($2::text[])))
  and ($3::text is null or d.plugin = $3)`;

/** Every question about disclosures, in the current transaction of the team. */
@Injectable()
export class DisclosuresRepository {
  constructor(private readonly database: Database) {}

  async insert(teamId: string, rows: readonly DisclosureRow[]): Promise<void> {
    await this.database.execute(insert, [teamId, JSON.stringify(rows)]);
  }

  /** Newest first; one row more than the limit tells that there are more. */
  async list(teamId: string, filter: DisclosureFilter, page: PageRequest, behindId?: string): Promise<DisclosureRow[]> {
    const cursor = behindId === undefined ? '' : `and ${behindCursor(['d.id'], 'desc', 4)}`;
    return await this.database.query<DisclosureRow>(
      `select d.id, d.type, d.canonical, d.plugin, d.disclosure, d.account, d.tlp, d.pap, d.told_at as "toldAt"
       from analysis.disclosure as d where ${where} ${cursor}
       order by d.id desc limit ${String(page.limit + 1)} offset ${String(behindId === undefined ? page.offset : 0)}`,
      [...valuesOf(teamId, filter), ...(behindId === undefined ? [] : [behindId])],
    );
  }

  async count(teamId: string, filter: DisclosureFilter): Promise<number> {
    const sql = cappedCount(`1 from analysis.disclosure as d where ${where}`);
    const rows = await this.database.query<{ count: number }>(sql, valuesOf(teamId, filter));
    return rows[0]?.count ?? 0;
  }
}

function valuesOf(teamId: string, { canonicals, plugin }: DisclosureFilter): unknown[] {
  return [teamId, canonicals ?? null, plugin ?? null];
}
