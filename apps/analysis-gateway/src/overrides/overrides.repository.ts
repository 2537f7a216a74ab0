import { Injectable } from '@nestjs/common';
import type { IocType, Verdict } from '@sentrybox/contracts';
import { behindCursor, cappedCount, Database, prepared } from '@sentrybox/database';
import type { PageRequest } from '@sentrybox/database';

export interface OverrideRow {
  readonly id: string;
  readonly verdict: Verdict;
  readonly reason: string;
  readonly scope: 'value' | 'cidr' | 'domain_suffix';
  readonly appliesTo: string;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** An indicator in its one spelling. */
export interface Subject {
  readonly type: IocType;
  readonly canonical: string;
}

/** What an override can hold an indicator by. */
export interface Holds {
  /** The value itself, and the domains above it. */
  readonly names: readonly string[];
  readonly address: string | null;
}

const columns = `o.id, o.verdict, o.reason, o.scope, o.applies_to as "appliesTo", o.created_by as "createdBy",
  o.created_at as "createdAt", o.expires_at as "expiresAt"`;
const inForce = `o.team_id = $1 and o.withdrawn_at is null and o.expires_at > $2`;

// The most exact one counts: the value before a network or domain, and of those the narrower; then the newest.
const current = prepared(`
  select wanted.index, found.*
  from jsonb_to_recordset($3::jsonb) as wanted (index integer, value text, names jsonb, address inet),
    lateral (
      select ${columns} from analysis.override as o
      where ${inForce}
        and ((o.scope = 'value' and md5(o.applies_to) = md5(wanted.value) and o.applies_to = wanted.value)
          or (o.scope = 'domain_suffix' and wanted.names ? o.applies_to)
          or (o.scope = 'cidr' and o.network >>= wanted.address))
      order by o.scope = 'value' desc, masklen(o.network) desc nulls last, length(o.applies_to) desc, o.id desc
      limit 1) as found`);

/** Every question about overrides, in the current transaction of the team. */
@Injectable()
export class OverridesRepository {
  constructor(private readonly database: Database) {}

  /** For each of the indicators the one that holds, in their order. */
  async current(teamId: string, all: readonly Holds[], now: Date): Promise<(OverrideRow | undefined)[]> {
    const wanted = all.map(({ names, address }, index) => ({ index, value: names[0], names, address }));
    const rows = await this.database.query<OverrideRow & { readonly index: number }>(current, [
      ...[teamId, now, JSON.stringify(wanted)],
    ]);
    const found = new Map(rows.map((row) => [row.index, row]));
    return all.map((_each, index) => found.get(index));
  }

  async insert(teamId: string, row: OverrideRow): Promise<void> {
    await this.database.execute(
      `insert into analysis.override (team_id, id, scope, applies_to, network, verdict, reason, created_by, created_at,
         expires_at)
       values ($1, $2, $3::text, $4::text, case when $3::text = 'cidr' then network($4::text::inet) end, $5, $6, $7, $8, $9)`,
      [
        ...[teamId, row.id, row.scope, row.appliesTo, row.verdict, row.reason],
        ...[row.createdBy, row.createdAt, row.expiresAt],
      ],
    );
  }

  /** The indicator of an analysis. */
  async subjectOf(teamId: string, analysisId: string): Promise<Subject | undefined> {
    const sql = 'select type, canonical from analysis.analysis where team_id = $1 and id = $2';
    const [row] = await this.database.query<{ type: IocType; canonical: string }>(sql, [teamId, analysisId]);
    return row;
  }

  /** Whether an address lies in a network; both have to be well formed. */
  async lies(address: string, network: string): Promise<boolean> {
    const sql = 'select network($2::inet) >>= $1::inet as lies';
    const [row] = await this.database.query<{ lies: boolean }>(sql, [address, network]);
    return row?.lies === true;
  }

  /** @returns false when there is none that holds. */
  async withdraw(teamId: string, id: string, now: Date): Promise<boolean> {
    const sql = `update analysis.override as o set withdrawn_at = $2 where ${inForce} and o.id = $3`;
    return (await this.database.execute(sql, [teamId, now, id])) === 1;
  }

  /** Newest first; one row more than the limit tells that there are more. */
  async list(teamId: string, now: Date, page: PageRequest, behindId?: string): Promise<OverrideRow[]> {
    const cursor = behindId === undefined ? '' : `and ${behindCursor(['o.id'], 'desc', 3)}`;
    return await this.database.query<OverrideRow>(
      `select ${columns} from analysis.override as o where ${inForce} ${cursor}
       order by o.id desc limit ${String(page.limit + 1)} offset ${String(behindId === undefined ? page.offset : 0)}`,
      [teamId, now, ...(behindId === undefined ? [] : [behindId])],
    );
  }

  async count(teamId: string, now: Date): Promise<number> {
    const sql = cappedCount(`1 from analysis.override as o where ${inForce}`);
    const rows = await this.database.query<{ count: number }>(sql, [teamId, now]);
    return rows[0]?.count ?? 0;
  }
}
