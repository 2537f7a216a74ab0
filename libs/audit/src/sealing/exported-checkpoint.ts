import { z } from 'zod';
import type { Checkpoint } from './checkpoint';

const exportedSchema = z.tuple([
  z.uuid(),
  z.coerce.number().int().positive(),
  z.string().regex(/^[0-9a-f]{64}$/),
  z.iso.datetime({ precision: 3 }),
  z.string().min(1),
  z.base64url(),
]);

/** As it stands in a log line: chain, number, hash, time, key and signature with blanks between. */
export function exportCheckpoint({ chainId, seq, hash, madeAt, kid, signature }: Checkpoint): string {
  return [chainId, String(seq), hash.toString('hex'), madeAt, kid, signature.toString('base64url')].join(' ');
}

/** Reads what `exportCheckpoint` wrote; undefined when it is something else. */
export function readCheckpoint(text: string): Checkpoint | undefined {
  const parsed = exportedSchema.safeParse(text.trim().split(' '));
  if (!parsed.success) return undefined;
  const [chainId, seq, hash, madeAt, kid, signature] = parsed.data;
  return {
    chainId,
    seq,
    hash: Buffer.from(hash, 'hex'),
    madeAt,
    kid,
    signature: Buffer.from(signature, 'base64url'),
  };
}
