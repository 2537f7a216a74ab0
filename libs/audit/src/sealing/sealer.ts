import type { ChainHead } from './checkpoint';
import { genesisHash, platformChain, sealHash } from './chain';
import type { SealedEvent } from './chain';
import { signCheckpoint } from './checkpoint';
import type { Checkpoint } from './checkpoint';
import type { NewSeal, SealsRepository } from './seals.repository';
import type { KeyObject } from 'node:crypto';

/** Whoever signs checkpoints: the key of identity that signs now. */
export type CheckpointSigner = () => Promise<{ readonly kid: string; readonly privateKey: KeyObject }>;

const batchSize = 1_000;

/** Puts events into their chains, in the order of their times as far as they are known when it looks. */
export class Sealer {
  constructor(
    private readonly seals: SealsRepository,
    private readonly signer: CheckpointSigner,
  ) {}

  /** Seals all that waits. @returns how many; 0 also when another process is sealing. */
  async seal(): Promise<number> {
    let sealed = 0;
    for (;;) {
      const count = (await this.seals.alone(() => this.sealBatch())) ?? 0;
      sealed += count;
      if (count < batchSize) return sealed;
    }
  }

  /** Signs the heads of all chains that have grown since they were signed last. */
  async checkpoint(now: Date): Promise<readonly Checkpoint[]> {
    const { kid, privateKey } = await this.signer();
    const made = await this.seals.alone(async () => {
      const heads = await this.seals.headsPastCheckpoints();
      const checkpoints = heads.map((head) => signCheckpoint(head, now.toISOString(), kid, privateKey));
      if (checkpoints.length > 0) await this.seals.insertCheckpoints(checkpoints);
      return checkpoints;
    });
    return made ?? [];
  }

  private async sealBatch(): Promise<number> {
    const events = await this.seals.take(batchSize);
    const heads = new Map<string, ChainHead>();
    const made: NewSeal[] = [];
    for (const event of events) {
      const chainId = event.team_id ?? platformChain;
      const head = heads.get(chainId) ?? (await this.seals.headOf(chainId));
      const seal = next(event, chainId, head);
      made.push(seal);
      heads.set(chainId, seal);
    }
    if (made.length > 0) await this.seals.insert(made);
    return events.length;
  }
}

function next(event: SealedEvent, chainId: string, head: ChainHead | undefined): NewSeal {
  const previous = head?.hash ?? genesisHash;
  const seq = (head?.seq ?? 0) + 1;
  return {
    chainId,
    seq,
    hash: sealHash(previous, chainId, seq, event),
    previous,
    eventId: event.id ?? '',
    recordedAt: event.recorded_at ?? '',
  };
}
