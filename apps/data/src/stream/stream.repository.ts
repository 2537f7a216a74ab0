import { Injectable } from '@nestjs/common';
import type { SourceScope } from '@sentrybox/contracts';
import { Database } from '@sentrybox/database';
import type { IndicatorType } from '@sentrybox/ioc';
import { tablesOf, wholeValueSql } from '../model';
import type { Place } from './position';

export interface Arrived {
  readonly id: string;
  readonly type: IndicatorType;
  readonly value: string;
}

interface Span {
  readonly seq: string;
  readonly source_id: string;
  readonly first_id: string;
  readonly last_id: string;
}

@Injectable()
export class StreamRepository {
  constructor(private readonly database: Database) {}

  /** Behind everything that arrived before `since`; without it, behind everything. */
  async start(scope: SourceScope, since: Date | undefined): Promise<Place> {
    const f = tablesOf[scope];
    const [row] = await this.database.query<{ seq: string | null }>(
      `SELECT max(a.seq) AS seq FROM ${f.arrival} a WHERE ($1::timestamptz IS NULL OR a.noted_at < $1) AND ${f.mine('a')}`,
      [since ?? null],
    );
    return { seq: Number(row?.seq ?? 0), id: maxId };
  }

  /** What comes next, in the order of arrival, and where the reader is then; empty: nothing yet. */
  async next(scope: SourceScope, place: Place, most: number): Promise<{ arrived: Arrived[]; place: Place }> {
    const f = tablesOf[scope];
    const [span] = await this.database.query<Span>(
      `SELECT a.seq, a.source_id, a.first_id, a.last_id FROM ${f.arrival} a
       WHERE a.seq >= $1 AND (a.seq > $1 OR a.last_id > $2) AND ${f.mine('a')} ORDER BY a.seq LIMIT 1`,
      [place.seq, place.id === '' ? minId : place.id],
    );
    if (span === undefined) return { arrived: [], place };
    const seq = Number(span.seq);
    const after = seq === place.seq && place.id !== '' ? place.id : minId;
    const arrived = await this.database.query<Arrived>(
      `SELECT i.id, i.type, ${wholeValueSql('i.')} AS value
       FROM (SELECT s.indicator_id FROM ${f.sighting} s
         WHERE s.source_id = $1 AND s.indicator_id >= $2 AND s.indicator_id > $3 AND s.indicator_id <= $4 AND ${f.mine('s')}
         ORDER BY s.indicator_id LIMIT $5) s
       CROSS JOIN LATERAL (SELECT * FROM ${f.indicator} i WHERE i.id = s.indicator_id AND ${f.mine('i')} OFFSET 0) i
       ORDER BY i.id`,
      [span.source_id, span.first_id, after, span.last_id, most],
    );
    // A short page is the end of this arrival.
    const last = arrived.length < most ? span.last_id : (arrived.at(-1)?.id ?? span.last_id);
    return { arrived, place: { seq, id: last } };
  }
}

const minId = '00000000-0000-0000-0000-000000000000';
const maxId = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
