import { isAlnum, isDigit } from '../chars';
import { canonicaliseIban, ibanLength } from '../money/iban';
import type { ScanState } from './scan-state';

const MAX_SPACED_LENGTH = 44;
const MIN_LENGTH = 15;
const MAX_LENGTH = 33;

/** An IBAN in one word or in groups of four. -1 for anything else. */
export function scanIban(scanner: ScanState, text: string): number {
  if (!mayStartIban(text)) return -1;
  const length = ibanLength(text.slice(0, 2));
  if (length === undefined || (text.length !== length && text.length !== 4)) return -1;
  const { chain, view, sink } = scanner;
  const end = text.length === 4 ? groupedEnd(scanner, length) : chain.end;
  const iban = end < 0 ? undefined : canonicaliseIban(view.text(chain.start, end));
  if (iban?.ok !== true) return -1;
  sink.emit('iban', iban.value, iban.flags, chain.start, end);
  return end;
}

/** Country, two check digits, then everything or the first blank. */
function mayStartIban(text: string): boolean {
  const isWhole = text.length >= MIN_LENGTH && text.length <= MAX_LENGTH;
  return (isWhole || text.length === 4) && isDigit(text.charCodeAt(2)) && isDigit(text.charCodeAt(3));
}

/** End of `length` characters in groups of four with single blanks between, -1 when the groups are others. */
function groupedEnd(scanner: ScanState, length: number): number {
  const { view, chain } = scanner;
  let seen = 0;
  let at = chain.start;
  while (seen < length && at - chain.start < MAX_SPACED_LENGTH) {
    if (seen > 0 && seen % 4 === 0) {
      if (view.at(at) !== 32 && view.at(at) !== 45) return -1;
      at += 1;
    }
    if (!isAlnum(view.at(at))) return -1;
    at += 1;
    seen += 1;
  }
  return seen === length && !isAlnum(view.at(at)) ? at : -1;
}
