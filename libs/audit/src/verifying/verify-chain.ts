import type { KeyObject } from 'node:crypto';
import { notFound } from '@sentrybox/errors';
import { genesisHash, sealHash } from '../sealing/chain';
import { isSignedBy } from '../sealing/checkpoint';
import type { Checkpoint } from '../sealing/checkpoint';
import type { ChainRepository, ChainRow } from './chain.repository';

/** What is wrong with the first bad row of a chain. */
type ChainFault =
  | 'seal_missing' // the row of this number is gone, others of the chain follow
  | 'event_missing' // its seal is there, the event is not
  | 'event_changed' // the event is not what was sealed, or its seal was changed
  | 'chain_broken' // it does not continue the row before it
  | 'checkpoint_forged' // nobody's key made the signature
  | 'checkpoint_mismatch' // the chain up to here is not the one that was signed
  | 'tail_missing' // more was signed than there is now
  | 'not_sealed'; // an event that should have its seal by now has none

interface FirstBadRow {
  readonly seq: number | null;
  readonly eventId: string | null;
  readonly reason: ChainFault;
}

export interface ChainReport {
  readonly chainId: string;
  /** Rows whose hash was computed again. */
  readonly checkedRows: number;
  /** False: `maxRows` were checked and more may follow. */
  readonly isComplete: boolean;
  /** The last number that is part of the intact chain. */
  readonly lastSeq: number;
  readonly checkpoints: number;
  readonly firstBad: FirstBadRow | undefined;
}

interface VerifyOptions {
  /** Public keys of identity by kid, retired ones included. */
  readonly keys: ReadonlyMap<string, KeyObject>;
  /** The last number that was verified before; 0, the default, begins at the first row. */
  readonly afterSeq?: number;
  /** Stops after so many rows; default: at the end. */
  readonly maxRows?: number;
  /** Checkpoints kept outside the database, which nobody who owns the database could remove. */
  readonly exported?: readonly Checkpoint[];
}

const batchSize = 1_000;

/**
 * Recomputes a chain, holds it against every checkpoint, and looks for events that escaped it. Memory: one batch.
 * @throws not_found when `afterSeq` is no number of the chain
 */
export async function verifyChain(
  repository: ChainRepository,
  chainId: string,
  options: VerifyOptions,
): Promise<ChainReport> {
  const { maxRows = Infinity } = options;
  const walk = await startWalk(repository, chainId, options);
  const report = (isComplete: boolean, firstBad?: FirstBadRow): ChainReport => ({
    chainId,
    isComplete,
    checkedRows: walk.checkedRows,
    lastSeq: walk.lastSeq,
    checkpoints: walk.checkpoints.length,
    firstBad,
  });
  for (;;) {
    const limit = Math.min(batchSize, maxRows - walk.checkedRows);
    const rows = await repository.rowsAfter(chainId, walk.lastSeq, limit);
    for (const row of rows) {
      const firstBad = walk.step(row);
      if (firstBad !== undefined) return report(true, firstBad);
    }
    if (rows.length < batchSize && walk.checkedRows < maxRows) break;
    if (walk.checkedRows >= maxRows) return report(false);
  }
  return report(true, walk.missingTail() ?? (await unsealed(repository, chainId)));
}

async function startWalk(
  repository: ChainRepository,
  chainId: string,
  { keys, afterSeq = 0, exported = [] }: VerifyOptions,
): Promise<ChainWalk> {
  const own = exported.filter((checkpoint) => checkpoint.chainId === chainId);
  const checkpoints = [...(await repository.checkpoints(chainId)), ...own].filter(({ seq }) => seq > afterSeq);
  checkpoints.sort((one, other) => one.seq - other.seq);
  const start = afterSeq === 0 ? genesisHash : await repository.hashAt(chainId, afterSeq);
  if (start === undefined) throw notFound('The audit log has no row of this number.');
  return new ChainWalk(chainId, checkpoints, keys, afterSeq, start);
}

async function unsealed(repository: ChainRepository, chainId: string): Promise<FirstBadRow | undefined> {
  const eventId = await repository.unsealedEvent(chainId);
  return eventId === undefined ? undefined : { seq: null, eventId, reason: 'not_sealed' };
}

/** Goes along one chain, row by row. */
class ChainWalk {
  checkedRows = 0;
  private reached = 0;

  constructor(
    private readonly chainId: string,
    readonly checkpoints: readonly Checkpoint[],
    private readonly keys: ReadonlyMap<string, KeyObject>,
    public lastSeq: number,
    private lastHash: Buffer,
  ) {}

  step(row: ChainRow): FirstBadRow | undefined {
    const reason = this.faultOf(row);
    const seq = this.lastSeq + 1;
    if (reason !== undefined) return { seq, eventId: reason === 'seal_missing' ? null : row.eventId, reason };
    this.checkedRows += 1;
    this.lastSeq = row.seq;
    this.lastHash = row.hash;
    return this.atCheckpoints(row);
  }

  missingTail(): FirstBadRow | undefined {
    const next = this.checkpoints[this.reached];
    if (next === undefined) return undefined;
    const reason = this.isForged(next) ? 'checkpoint_forged' : 'tail_missing';
    return { seq: this.lastSeq + 1, eventId: null, reason };
  }

  private faultOf(row: ChainRow): ChainFault | undefined {
    if (row.seq !== this.lastSeq + 1) return 'seal_missing';
    if (row.event === undefined) return 'event_missing';
    if (!row.previous.equals(this.lastHash)) return 'chain_broken';
    if (!row.hash.equals(sealHash(row.previous, this.chainId, row.seq, row.event))) return 'event_changed';
    return undefined;
  }

  private atCheckpoints(row: ChainRow): FirstBadRow | undefined {
    for (;;) {
      const checkpoint = this.checkpoints[this.reached];
      if (checkpoint?.seq !== row.seq) return undefined;
      const { seq, eventId } = row;
      if (this.isForged(checkpoint)) return { seq, eventId, reason: 'checkpoint_forged' };
      if (!checkpoint.hash.equals(row.hash)) return { seq, eventId, reason: 'checkpoint_mismatch' };
      this.reached += 1;
    }
  }

  private isForged(checkpoint: Checkpoint): boolean {
    const key = this.keys.get(checkpoint.kid);
    return key === undefined || !isSignedBy(checkpoint, key);
  }
}
