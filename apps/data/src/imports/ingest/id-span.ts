import { uuidv7 } from '@sentrybox/database';

const digits = 12;
/** Leaves more room for counting than any list has rows. */
const highestStart = 2 ** 46;

/**
 * Ids of version 7 (RFC 9562) in a row: of one moment, told apart by their last 48 bits, which count on from a random
 * start. The database gives them in the order in which it writes the rows, so that every index on ids grows at its end.
 */
export class IdSpan {
  /** The first 80 bits as text, and the number in front of the first. */
  readonly prefix: string;
  readonly start: number;

  constructor(id: string = uuidv7()) {
    this.prefix = id.slice(0, -digits);
    this.start = Number.parseInt(id.slice(-digits), 16) % highestStart;
  }

  /** @param n from 1 */
  at(n: number): string {
    return this.prefix + (this.start + n).toString(16).padStart(digits, '0');
  }

  /** The same in SQL. @param prefix, start parameters with these two values @param n an expression of type bigint */
  static sql(prefix: string, start: string, n: string): string {
    return `(${prefix}::text || lpad(to_hex(${start}::bigint + ${n}), ${digits}, '0'))::uuid`;
  }
}
