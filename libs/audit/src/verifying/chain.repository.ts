import type { Database } from '@sentrybox/database';
import type { Checkpoint } from '../sealing/checkpoint';
import { platformChain, sealedColumns, sealedSelection } from '../sealing/chain';
import type { SealedEvent } from '../sealing/chain';

export interface ChainRow {
  readonly seq: number;
  readonly eventId: string;
  readonly previous: Buffer;
  readonly hash: Buffer;
  /** Undefined: there is none with this id and time in this chain. */
  readonly event: SealedEvent | undefined;
}

type StoredRow = SealedEvent & {
  readonly seq: string;
  readonly event_id: string;
  readonly prev_hash: Buffer;
  readonly hash: Buffer;
};

interface StoredCheckpoint {
  readonly seq: string;
  readonly hash: Buffer;
  readonly made_at: Date;
  readonly kid: string;
  readonly signature: Buffer;
}

/** After this an event without a seal was forgotten or kept from it; sealing takes about a second. */
const sealedWithin = '10 minutes';
const readTimeoutMs = 60_000;

const rowsAfter = `
  SELECT s.seq, s.event_id, s.prev_hash, s.hash, ${sealedSelection}
  FROM audit.seal s
  LEFT JOIN audit.event e ON e.recorded_at = s.event_recorded_at AND e.id = s.event_id
    AND coalesce(e.team_id, '${platformChain}') = s.chain_id
  WHERE s.chain_id = $1 AND s.seq > $2 ORDER BY s.seq LIMIT $3`;

const unsealedEvent = `
  SELECT e.id FROM audit.event e
  WHERE coalesce(e.team_id, '${platformChain}') = $1 AND e.recorded_at < now() - interval '${sealedWithin}'
    AND NOT EXISTS (SELECT FROM audit.seal s WHERE s.event_id = e.id)
  ORDER BY e.recorded_at LIMIT 1`;

/**
 * The chain of the audit log for whoever verifies it: identity, inside the team's transaction or, for the platform's
 * chain, outside any; or the role `audit_sealer`, for all chains.
 */
export class ChainRepository {
  constructor(private readonly database: Database) {}

  async rowsAfter(chainId: string, seq: number, limit: number): Promise<ChainRow[]> {
    const rows = await this.database.query<StoredRow>(rowsAfter, [chainId, seq, limit]);
    return rows.map((row) => ({
      seq: Number(row.seq),
      eventId: row.event_id,
      previous: row.prev_hash,
      hash: row.hash,
      event: row.id === null ? undefined : eventOf(row),
    }));
  }

  async hashAt(chainId: string, seq: number): Promise<Buffer | undefined> {
    const [row] = await this.database.query<{ hash: Buffer }>(
      'SELECT hash FROM audit.seal WHERE chain_id = $1 AND seq = $2',
      [chainId, seq],
    );
    return row?.hash;
  }

  async checkpoints(chainId: string): Promise<Checkpoint[]> {
    const rows = await this.database.query<StoredCheckpoint>(
      'SELECT seq, hash, made_at, kid, signature FROM audit.checkpoint WHERE chain_id = $1 ORDER BY seq',
      [chainId],
    );
    return rows.map(({ seq, hash, made_at, kid, signature }) => ({
      chainId,
      seq: Number(seq),
      hash,
      madeAt: made_at.toISOString(),
      kid,
      signature,
    }));
  }

  /** The oldest event of the chain that has waited too long. */
  async unsealedEvent(chainId: string): Promise<string | undefined> {
    const [row] = await this.database.query<{ id: string }>(unsealedEvent, [chainId]);
    return row?.id;
  }

  /** Names of all chains, those of sealed and of unsealed events. For the role `audit_sealer`. */
  async chains(): Promise<string[]> {
    const rows = await this.database.shared(
      () =>
        this.database.query<{ id: string }>(
          `SELECT chain_id AS id FROM audit.seal UNION SELECT coalesce(team_id, '${platformChain}') FROM audit.event
           UNION SELECT chain_id FROM audit.checkpoint ORDER BY id`,
        ),
      { statementTimeoutMs: readTimeoutMs },
    );
    return rows.map(({ id }) => id);
  }
}

function eventOf(row: StoredRow): SealedEvent {
  return Object.fromEntries(sealedColumns.map((column) => [column, row[column]])) as SealedEvent;
}
