import { v7 } from 'uuid';

/** A new UUIDv7 (RFC 9562): random, and in the order of creation to the millisecond. Every row's id. */
export function uuidv7(): string {
  return v7();
}
