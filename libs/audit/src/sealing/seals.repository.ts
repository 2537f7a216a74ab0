import type { Database } from '@sentrybox/database';
import { prepared } from '@sentrybox/database';
import type { ChainHead, Checkpoint } from './checkpoint';
import type { SealedEvent } from './chain';
import { sealedSelection } from './chain';

export interface NewSeal extends ChainHead {
  readonly eventId: string;
  readonly recordedAt: string;
  readonly previous: Buffer;
}

/** One sealer at a time in the whole installation. */
const tryLock = `SELECT pg_try_advisory_xact_lock(hashtext('sentrybox audit sealer')) AS got`;

const takeWaiting = prepared(`
  WITH next AS MATERIALIZED (SELECT event_id FROM audit.unsealed ORDER BY recorded_at, event_id LIMIT $1),
  taken AS (
    DELETE FROM audit.unsealed u USING next WHERE u.event_id = next.event_id RETURNING u.event_id, u.recorded_at)
  SELECT ${sealedSelection} FROM taken
  JOIN audit.event e ON e.recorded_at = taken.recorded_at AND e.id = taken.event_id
  ORDER BY e.recorded_at, e.id`);

const insertSeals = prepared(`
  INSERT INTO audit.seal (chain_id, seq, event_id, event_recorded_at, prev_hash, hash)
  SELECT chain_id, seq, event_id, event_recorded_at, decode(prev_hash, 'hex'), decode(hash, 'hex')
  FROM jsonb_to_recordset($1::jsonb) AS r
    (chain_id uuid, seq bigint, event_id uuid, event_recorded_at timestamptz, prev_hash text, hash text)`);

const headOf = prepared('SELECT seq, hash FROM audit.seal WHERE chain_id = $1 ORDER BY seq DESC LIMIT 1');

// A loose index scan: one probe per chain, however long the chains are.
const headsPastCheckpoints = prepared(`
  WITH RECURSIVE chain (id) AS (
    (SELECT chain_id FROM audit.seal ORDER BY chain_id LIMIT 1)
    UNION ALL
    SELECT (SELECT chain_id FROM audit.seal WHERE chain_id > chain.id ORDER BY chain_id LIMIT 1)
    FROM chain WHERE chain.id IS NOT NULL)
  SELECT head.chain_id, head.seq, head.hash FROM chain
  CROSS JOIN LATERAL (
    SELECT chain_id, seq, hash FROM audit.seal WHERE chain_id = chain.id ORDER BY seq DESC LIMIT 1) AS head
  WHERE NOT EXISTS (
    SELECT FROM audit.checkpoint WHERE checkpoint.chain_id = head.chain_id AND checkpoint.seq >= head.seq)`);

const insertCheckpoints = prepared(`
  INSERT INTO audit.checkpoint (chain_id, seq, hash, made_at, kid, signature)
  SELECT chain_id, seq, decode(hash, 'hex'), made_at, kid, decode(signature, 'hex')
  FROM jsonb_to_recordset($1::jsonb) AS r
    (chain_id uuid, seq bigint, hash text, made_at timestamptz, kid text, signature text)
  ON CONFLICT DO NOTHING`);

const noteForgotten = `
  INSERT INTO audit.unsealed (event_id, recorded_at)
  SELECT e.id, e.recorded_at FROM audit.event e
  WHERE NOT EXISTS (SELECT FROM audit.seal s WHERE s.event_id = e.id)
  ON CONFLICT DO NOTHING`;

interface HeadRow {
  readonly chain_id: string;
  readonly seq: string;
  readonly hash: Buffer;
}

/** The log as its sealer sees it: the database is that of the role `audit_sealer`. */
export class SealsRepository {
  constructor(private readonly database: Database) {}

  /** Runs `work` in a transaction, alone; undefined when another sealer is at it. */
  async alone<T>(work: () => Promise<T>): Promise<T | undefined> {
    return await this.database.shared(async () => {
      const [row] = await this.database.query<{ got: boolean }>(tryLock);
      return row?.got === true ? await work() : undefined;
    });
  }

  /** Takes what waits, oldest first; it is sealed in the same transaction or waits again. */
  async take(limit: number): Promise<SealedEvent[]> {
    return await this.database.query<SealedEvent>(takeWaiting, [limit]);
  }

  async headOf(chainId: string): Promise<ChainHead | undefined> {
    const [row] = await this.database.query<Omit<HeadRow, 'chain_id'>>(headOf, [chainId]);
    return row && { chainId, seq: Number(row.seq), hash: row.hash };
  }

  async insert(seals: readonly NewSeal[]): Promise<void> {
    const rows = seals.map(({ chainId, seq, eventId, recordedAt, previous, hash }) => ({
      chain_id: chainId,
      seq,
      event_id: eventId,
      event_recorded_at: recordedAt,
      prev_hash: previous.toString('hex'),
      hash: hash.toString('hex'),
    }));
    await this.database.execute(insertSeals, [JSON.stringify(rows)]);
  }

  /** Heads of the chains that have grown since their last checkpoint. */
  async headsPastCheckpoints(): Promise<ChainHead[]> {
    const rows = await this.database.query<HeadRow>(headsPastCheckpoints);
    return rows.map((row) => ({ chainId: row.chain_id, seq: Number(row.seq), hash: row.hash }));
  }

  async insertCheckpoints(checkpoints: readonly Checkpoint[]): Promise<void> {
    const rows = checkpoints.map(({ chainId, seq, hash, madeAt, kid, signature }) => ({
      chain_id: chainId,
      seq,
      hash: hash.toString('hex'),
      made_at: madeAt,
      kid,
      signature: signature.toString('hex'),
    }));
    await this.database.execute(insertCheckpoints, [JSON.stringify(rows)]);
  }

  /** Puts events on the list that are neither sealed nor on it. Reads the whole log: for a start, not for a tick. */
  async noteForgotten(): Promise<number> {
    return await this.database.shared(() => this.database.execute(noteForgotten), { statementTimeoutMs: 600_000 });
  }

  async countWaiting(): Promise<number> {
    const [row] = await this.database.query<{ waiting: number }>(
      'SELECT count(*)::int AS waiting FROM (SELECT FROM audit.unsealed LIMIT 100000) AS counted',
    );
    return row?.waiting ?? 0;
  }
}
