import { Injectable } from '@nestjs/common';
import { cappedCount, Database } from '@sentrybox/database';
import type { StoredEvent } from './audit-event.view';

export interface EventFilter {
  /** Exactly, or with `*` behind its beginning. */
  readonly action?: string;
  readonly actorId?: string;
  readonly objectType?: string;
  readonly objectId?: string;
  readonly outcome?: 'success' | 'failure';
  readonly requestId?: string;
  readonly since?: string;
  readonly until?: string;
}

/** Time in microseconds since 1970 and id of the last event shown. */
export type EventPosition = readonly [micros: string, id: string];

export interface EventPage {
  readonly direction: 'asc' | 'desc';
  readonly limit: number;
  readonly offset: number;
  readonly behind?: EventPosition;
}

const micros = `(extract(epoch FROM recorded_at) * 1000000)::bigint`;
const columns = `id, recorded_at, service, team_id, actor_kind, actor_id, action, object_type, object_id, outcome,
  host(ip) AS ip, request_id, details, ${micros}::text AS position`;

// Row-level security shows the team of the transaction alone; the first condition says the same.
const matching = `
  FROM audit.event
  WHERE team_id IS NOT DISTINCT FROM $1
    AND ($2::text IS NULL OR action = $2 OR (right($2, 1) = '*' AND starts_with(action, rtrim($2, '*'))))
    AND ($3::text IS NULL OR actor_id = $3) AND ($4::text IS NULL OR object_type = $4)
    AND ($5::text IS NULL OR object_id = $5) AND ($6::text IS NULL OR outcome = $6)
    AND ($7::text IS NULL OR request_id = $7)
    AND ($8::timestamptz IS NULL OR recorded_at >= $8) AND ($9::timestamptz IS NULL OR recorded_at < $9)`;

/** The audit log of a team, or, for null, what concerns none. */
@Injectable()
export class AuditEventsRepository {
  constructor(private readonly database: Database) {}

  async page(teamId: string | null, filter: EventFilter, page: EventPage): Promise<StoredEvent[]> {
    const { direction, limit, offset, behind } = page;
    const sign = direction === 'asc' ? '>' : '<';
    // The time bound lets the index and the partitions be used; the position is exact.
    const from =
      behind === undefined
        ? ''
        : `AND recorded_at ${sign}= to_timestamp($12::bigint / 1000000.0) + interval '${sign === '<' ? '' : '-'}1 second'
           AND (${micros}, id) ${sign} ($12::bigint, $13::uuid)`;
    return await this.in(teamId, () =>
      this.database.query<StoredEvent>(
        `SELECT ${columns} ${matching} ${from}
         ORDER BY recorded_at ${direction}, id ${direction} LIMIT $10 OFFSET $11`,
        [...valuesOf(teamId, filter), limit, offset, ...(behind ?? [])],
      ),
    );
  }

  /** Exact up to 10,000, one more beyond. */
  async count(teamId: string | null, filter: EventFilter): Promise<number> {
    return await this.in(teamId, async () => {
      const [row] = await this.database.query<{ count: number }>(cappedCount(matching), valuesOf(teamId, filter));
      return row?.count ?? 0;
    });
  }

  private in<T>(teamId: string | null, work: () => Promise<T>): Promise<T> {
    return teamId === null ? this.database.shared(work) : this.database.inTeam(teamId, work);
  }
}

function valuesOf(teamId: string | null, filter: EventFilter): unknown[] {
  const { action, actorId, objectType, objectId, outcome, requestId, since, until } = filter;
  return [teamId, action, actorId, objectType, objectId, outcome, requestId, since, until].map(
    (value) => value ?? null,
  );
}
