import { asciiSet, isAlnum, isDigit, isIn } from '../chars';
import { bracketedSuffix } from './bracketed-suffix';
import type { NormaliserState } from './normaliser-state';
import { LOOSE_MARK } from './text-view';

/** A dot: itself, the first half of `.]`, or the dot of an address written with blanks (`1.1.1 . 1`). */
export function handleDot(normaliser: NormaliserState): void {
  const next = normaliser.code(normaliser.at + 1);
  if (next === 93 && isAlnum(normaliser.before()) && isAlnum(normaliser.code(normaliser.at + 2))) {
    normaliser.replace('.', normaliser.at + 2, LOOSE_MARK);
    return;
  }
  if (normaliser.before() === 32 && (spacedOctet(normaliser, next) || bracketedSuffix(normaliser))) return;
  normaliser.copy();
}

/** Number of dotted octets that end the view before `end`, at most four; 0 when anything else touches them. */
function octetsBefore(normaliser: NormaliserState, end: number): number {
  const { view } = normaliser;
  let index = end;
  let octets = 0;
  for (;;) {
    const stop = index;
    while (index > 0 && stop - index < 4 && isDigit(view.at(index - 1))) index -= 1;
    if (stop === index || stop - index > 3) return 0;
    octets += 1;
    const before = index > 0 ? view.at(index - 1) : 0;
    if (before !== 46 || octets === 4) return isAlnum(before) || before === 46 ? 0 : octets;
    index -= 1;
  }
}

/** A dot with or without a blank on either side, then a digit; answers the digit's position, -1 for anything else. */
function spacedDotEnd(normaliser: NormaliserState, at: number): number {
  const dot = normaliser.code(at) === 32 ? at + 1 : at;
  if (normaliser.code(dot) !== 46) return -1;
  const next = normaliser.code(dot + 1) === 32 && dot > at ? dot + 2 : dot + 1;
  return isDigit(normaliser.code(next)) ? next : -1;
}

/** Number of dotted octets in the source from `at` on, blanks around dots allowed, at most four. */
function octetsAfter(normaliser: NormaliserState, at: number): number {
  let index = at;
  for (let octets = 1; ; octets++) {
    const start = index;
    while (index - start < 4 && isDigit(normaliser.code(index))) index += 1;
    if (index === start || index - start > 3) return 0;
    const next = octets === 4 ? -1 : spacedDotEnd(normaliser, index);
    if (next < 0) return isAlnum(normaliser.code(index)) ? 0 : octets;
    index = next;
  }
}

function spacedOctet(normaliser: NormaliserState, next: number): boolean {
  const { view } = normaliser;
  const after = normaliser.at + (next === 32 ? 2 : 1);
  if (!isDigit(normaliser.code(after)) || !isDigit(normaliser.before(1))) return false;
  const before = octetsBefore(normaliser, view.length - 1);
  if (before === 0 || before + octetsAfter(normaliser, after) !== 4) return false;
  normaliser.rewrite(view.length - 1, '.', after, LOOSE_MARK);
  return true;
}

const ADDRESS_OPENERS = asciiSet(' \n"\'');
const COMMA_ADDRESS = /^(\d{1,3}),(\d{1,3}),(\d{1,3})(?![\d,a-z]|\.\d)/iu;

/** A comma: itself, or the dot of an address written `8,8,8,8`. */
export function handleComma(normaliser: NormaliserState): void {
  const isInside = normaliser.base + normaliser.at < normaliser.commaAddressEnd;
  if (isInside || startsCommaAddress(normaliser)) normaliser.replace('.', normaliser.at + 1, LOOSE_MARK);
  else normaliser.copy();
}

/** Start of one to three digits at the view's end that begin a word, -1 for anything else. */
function firstOctetStart(normaliser: NormaliserState): number {
  const { view } = normaliser;
  let start = view.length;
  while (start > 0 && view.length - start < 4 && isDigit(view.at(start - 1))) start -= 1;
  const before = start > 0 ? view.at(start - 1) : 32;
  // A list in brackets or a longer list is numbers, not an address.
  return view.length - start > 3 || !isIn(ADDRESS_OPENERS, before) ? -1 : start;
}

function startsCommaAddress(normaliser: NormaliserState): boolean {
  if (!isDigit(normaliser.before()) || !isDigit(normaliser.code(normaliser.at + 1))) return false;
  const { view } = normaliser;
  const start = firstOctetStart(normaliser);
  const match = COMMA_ADDRESS.exec(normaliser.source.slice(normaliser.at + 1, normaliser.at + 16));
  if (start < 0 || match === null) return false;
  const octets = [view.text(start, view.length), ...match.slice(1)];
  if (!octets.every(isOctet) || isCounting(octets.map(Number))) return false;
  normaliser.commaAddressEnd = normaliser.base + normaliser.at + 1 + match[0].length;
  return true;
}

function isOctet(text: string): boolean {
  return Number(text) <= 255 && (text.length === 1 || !text.startsWith('0'));
}

/** `1,2,3,4` counts. */
function isCounting(numbers: readonly number[]): boolean {
  return numbers.every((number, index) => index === 0 || number === (numbers[index - 1] ?? 0) + 1);
}
