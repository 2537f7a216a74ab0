import { isAlnum, isHex } from '../chars';
import { digestOfLength } from '../hashes/hex-digest';
import type { TextView } from '../refang/text-view';

/** Lines that a digest may go on over, and the blanks around a break. */
const MAX_BREAKS = 3;
const MAX_BLANKS = 40;
const MAX_DIGITS = 128;
/** A digest by itself is half of a longer one only where the rest is no small part. */
const MIN_REST = 16;

/** Lengths of the digests that tables of reports are too narrow for. */
const BROKEN_LENGTHS: ReadonlySet<number> = new Set([40, 64, 128]);

/**
 * End of a digest that a narrow column of a PDF breaks over lines, -1 for anything else. `from..to` is its first piece.
 * Two pieces that are digests by themselves are two digests, and lines of equal length are a dump.
 */
export function wrappedDigestEnd(view: TextView, from: number, to: number): number {
  const first = to - from;
  if (first >= MAX_DIGITS || isDumped(view, from, first)) return -1;
  let digits = first;
  let end = to;
  for (let breaks = 0; breaks < MAX_BREAKS; breaks++) {
    const start = nextLineStart(view, end);
    if (start < 0) return -1;
    end = hexEnd(view, start);
    const piece = end - start;
    digits += piece;
    if (piece === 0 || digits > MAX_DIGITS || isAlnum(view.at(end)) || digestOfLength(piece) !== undefined) return -1;
    if (BROKEN_LENGTHS.has(digits)) return digestOfLength(first) !== undefined && piece < MIN_REST ? -1 : end;
  }
  return -1;
}

/** Start of the text on the next line, -1 when this one goes on. */
function nextLineStart(view: TextView, from: number): number {
  const lineEnd = overBlanks(view, from);
  const feed = view.at(lineEnd) === 13 ? lineEnd + 1 : lineEnd;
  return view.at(feed) === 10 ? overBlanks(view, feed + 1) : -1;
}

function overBlanks(view: TextView, from: number): number {
  let at = from;
  while (at - from < MAX_BLANKS && (view.at(at) === 32 || view.at(at) === 9)) at += 1;
  return at;
}

function hexEnd(view: TextView, from: number): number {
  let at = from;
  while (at - from < MAX_DIGITS && isHex(view.at(at))) at += 1;
  return at;
}

/** Is the line before of the same length and of hexadecimal digits at its ends? */
function isDumped(view: TextView, from: number, length: number): boolean {
  const start = from - 1 - length;
  return view.at(from - 1) === 10 && start >= 0 && isHex(view.at(from - 2)) && isHex(view.at(start));
}
