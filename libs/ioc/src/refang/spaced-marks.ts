import type { NormaliserState } from './normaliser-state';
import { isHostUnit, isLocalUnit } from './host-units';
import { SPACED_MARK } from './text-view';

const MAX_BLANKS = 2;
const MAX_LABEL_LENGTH = 63;

/** Blanks at the view's end that a mark may be set off with. */
export function blanksBefore(normaliser: NormaliserState): number {
  let count = 0;
  while (count < MAX_BLANKS && normaliser.before(count) === 32) count += 1;
  return count;
}

export function blanksAfter(normaliser: NormaliserState, at: number): number {
  let count = 0;
  while (count < MAX_BLANKS && normaliser.code(at + count) === 32) count += 1;
  return count;
}

/** Top-level domains that are words of a sentence: `put [.] in front of it`. */
const SENTENCE_WORDS: ReadonlySet<string> = new Set(
  'in is it to so at as be do me my no us by am an on or if of and the for with now'.split(' '),
);

/**
 * `evil [.] com` and `user [@] evil [.] com`: blanks on both sides, one label beyond them, and no dot without blanks
 * before them. Answers whether the mark was one of these; otherwise nothing is written.
 */
export function spacedExact(normaliser: NormaliserState, text: '.' | '@', end: number): boolean {
  if (normaliser.before() !== 32 || normaliser.code(end) !== 32) return false;
  const left = blanksBefore(normaliser);
  const right = end + blanksAfter(normaliser, end);
  const isLeftUnit = text === '@' ? isLocalUnit : isHostUnit;
  if (!isLeftUnit(normaliser.before(left)) || standsApart(normaliser, left) || !startsLabel(normaliser, right))
    return false;
  normaliser.rewrite(normaliser.view.length - left, text, right, SPACED_MARK);
  return true;
}

/** Does the label before the blanks end a name whose dots have no blanks, or the path of a URL? */
function standsApart(normaliser: NormaliserState, blanks: number): boolean {
  const { view } = normaliser;
  let at = view.length - blanks;
  const lowest = Math.max(at - MAX_LABEL_LENGTH, 0);
  while (at > lowest && isHostUnit(view.at(at - 1))) at -= 1;
  const before = view.at(at - 1);
  if (before === 47) return view.at(at - 2) !== 47; // the second slash of a scheme begins a host
  if (before !== 46) return false;
  const edit = view.edits.at(-1);
  return edit?.kind !== SPACED_MARK || edit.to !== at;
}

/** Does one label start here that is neither a scheme nor a name by itself nor a word of a sentence? */
function startsLabel(normaliser: NormaliserState, from: number): boolean {
  let at = from;
  while (at - from < MAX_LABEL_LENGTH && isHostUnit(normaliser.code(at))) at += 1;
  const next = normaliser.code(at);
  if (at === from || next === 91 || (next === 46 && isHostUnit(normaliser.code(at + 1)))) return false;
  if (next === 58 && !isPort(normaliser.code(at + 1))) return false;
  return !SENTENCE_WORDS.has(normaliser.source.slice(from, at).toLowerCase());
}

function isPort(code: number): boolean {
  return code >= 48 && code <= 57;
}
