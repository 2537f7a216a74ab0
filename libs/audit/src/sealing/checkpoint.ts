import { sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** The head of a chain at a time. */
export interface ChainHead {
  readonly chainId: string;
  readonly seq: number;
  readonly hash: Buffer;
}

export interface Checkpoint extends ChainHead {
  /** ISO 8601 UTC with milliseconds. */
  readonly madeAt: string;
  /** Which of identity's keys signed. */
  readonly kid: string;
  /** ECDSA with P-256 and SHA-256, r and s of 32 bytes each. */
  readonly signature: Buffer;
}

const encoding = 'ieee-p1363';

export function signCheckpoint(head: ChainHead, madeAt: string, kid: string, privateKey: KeyObject): Checkpoint {
  const signature = sign('sha256', signedContent(head, madeAt), { key: privateKey, dsaEncoding: encoding });
  return { ...head, madeAt, kid, signature };
}

export function isSignedBy(checkpoint: Checkpoint, publicKey: KeyObject): boolean {
  const content = signedContent(checkpoint, checkpoint.madeAt);
  return verify('sha256', content, { key: publicKey, dsaEncoding: encoding }, checkpoint.signature);
}

/** The words in front keep the signature from being taken for one over something else, such as a token. */
function signedContent({ chainId, seq, hash }: ChainHead, madeAt: string): Buffer {
  return Buffer.from(
    JSON.stringify(['sentrybox audit checkpoint v1', chainId, String(seq), hash.toString('hex'), madeAt]),
  );
}
