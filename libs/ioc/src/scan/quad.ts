import { isDigit } from '../chars';

const MAX_DIGITS = 3;

/** Four dotted groups of one to three digits, read once for all who ask about them. */
export class Quad {
  /** After the last digit. */
  end = 0;
  /**
   * The 32-bit number, -1 when a group starts with a zero or is above 255. It starts with the greatest, which is no small
   * integer to V8, so that the object's shape is the last one from the start (see kept-shapes.ts).
   */
  value = 0xffff_ffff;

  /** Reads at a position of a sealed view. Answers whether four groups stand there. */
  read(chars: Uint16Array, from: number): boolean {
    let start = from;
    let value = 0;
    for (let group = 0; group < 4; group++) {
      const end = digitsEnd(chars, start);
      if (end === start || end - start > MAX_DIGITS || (group < 3 && chars[end] !== 46)) return false;
      const octet = octetOf(chars, start, end);
      value = octet < 0 || value < 0 ? -1 : value * 256 + octet;
      start = end + 1;
    }
    this.end = start - 1;
    this.value = value;
    return true;
  }
}

function digitsEnd(chars: Uint16Array, from: number): number {
  let at = from;
  while (at - from <= MAX_DIGITS && isDigit(chars[at] ?? 0)) at += 1;
  return at;
}

function octetOf(chars: Uint16Array, from: number, to: number): number {
  if (to - from > 1 && chars[from] === 48) return -1;
  let octet = 0;
  for (let at = from; at < to; at++) octet = octet * 10 + (chars[at] ?? 0) - 48;
  return octet > 255 ? -1 : octet;
}
