import { isAlnum, isDigit } from '../chars';
import { canonicaliseSsdeep } from '../hashes/fuzzy';
import type { TextView } from '../refang/text-view';
import { followsLabel } from './scan-ipv6';
import type { ScanState } from './scan-state';

const MAX_PART_LENGTH = 129;
const MAX_BLOCK_DIGITS = 10;

function partEnd(view: TextView, from: number): number {
  let at = from;
  while (at - from < MAX_PART_LENGTH && (isAlnum(view.at(at)) || view.at(at) === 43 || view.at(at) === 47)) at += 1;
  return at;
}

function isInsideRun(view: TextView, from: number): boolean {
  return view.at(from - 1) === 58 && !followsLabel(view, from - 1);
}

/** The chain is a number before a colon. -1 when no ssdeep hash follows. */
export function scanSsdeep(scanner: ScanState): number {
  const { chain, view, sink } = scanner;
  if (chain.length > MAX_BLOCK_DIGITS || isInsideRun(view, chain.start) || !isDigit(view.at(chain.start))) return -1;
  const first = partEnd(view, chain.end + 1);
  scanner.steps += first - chain.end;
  if (view.at(first) !== 58 || first - chain.end < 7) return -1;
  const end = partEnd(view, first + 1);
  scanner.steps += end - first;
  const hash = canonicaliseSsdeep(view.text(chain.start, end));
  if (!hash.ok) return -1;
  sink.emit('ssdeep', hash.value, hash.flags, chain.start, end);
  return end;
}
