import { Transform } from 'node:stream';
import { EgressError } from '../egress.errors';
import type { LeaseState } from './lease';

/** Passes bytes on and charges them to the lease; fails at the first byte that it does not have. */
export function meter(lease: LeaseState, onBytes: (count: number) => void): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      onBytes(chunk.length);
      if (lease.spend(chunk.length)) done(null, chunk);
      else done(new EgressError('too_large'));
    },
  });
}
