import { asciiSet, CLASSES, isAlnum, isDigit, isIn, isSpace, URL_CHAR } from '../chars';
import { isLabelUnit, isUnspacedScript } from '../names/unicode-scripts';
import type { TextView } from '../refang/text-view';
import { MAX_INDICATOR_LENGTH } from '../vocabulary';
import { startsWithWord } from './context';

/** What the run of a URL has opened so far. */
interface RunState {
  readonly opener: number;
  readonly hasBackslashes: boolean;
  round: number;
  curly: number;
  square: number;
  isQuery: boolean;
}

/** Where a URL's run of characters ends, before trimming; -1 when it is longer than any hit. */
export function urlRunEnd(view: TextView, from: number, opener: number, hasBackslashes = false): number {
  const stop = Math.min(view.length, from + MAX_INDICATOR_LENGTH);
  const state: RunState = { opener, hasBackslashes, round: 0, curly: 0, square: 0, isQuery: false };
  let at = from;
  for (; at < stop; at++) {
    const code = view.at(at);
    if (code < 128 ? RUN_CLASS[code] !== PLAIN && endsRun(view, at, code, state) : !isWideUrlUnit(code)) break;
  }
  return at === stop && stop < view.length ? -1 : at;
}

const PLAIN = 1;
const WEIGHED = 2;

/** Which ASCII characters go on with a URL, and which do so depending on what stands around them. */
const RUN_CLASS = buildRunClass();

function buildRunClass(): Uint8Array {
  const table = CLASSES.map((bits) => ((bits & URL_CHAR) === 0 ? 0 : PLAIN));
  for (const character of "()[]?',;{\\|}^+") table[character.charCodeAt(0)] = WEIGHED;
  return Uint8Array.from(table);
}

/** Letters of all scripts stand in paths; punctuation outside ASCII ends a URL. */
function isWideUrlUnit(code: number): boolean {
  return !isSpace(code) && isLabelUnit(code) && !isUnspacedScript(code);
}

function endsRun(view: TextView, at: number, code: number, state: RunState): boolean {
  switch (code) {
    case 40:
    case 41:
      state.round += code === 40 ? 1 : -1;
      return state.round < 0 && (state.opener === 40 || !isAlnum(view.at(at + 1)));
    case 91:
    case 93:
      state.square += code === 91 ? 1 : -1;
      return state.square < 0;
    case 123:
    case 125:
      return endsCurly(view, at, state);
    default:
      return endsAt(view, at, code, state);
  }
}

/** `{id}` is a placeholder in the path, `{{` and `${` are a template's. */
function endsCurly(view: TextView, at: number, state: RunState): boolean {
  const isOpening = view.at(at) === 123;
  if (isOpening && view.at(at - 1) === 36) return true;
  state.curly += isOpening ? 1 : -1;
  return state.curly < 0 || (isOpening && view.at(at + 1) === 123);
}

function endsAt(view: TextView, at: number, code: number, state: RunState): boolean {
  switch (code) {
    case 63:
      state.isQuery = true;
      return false;
    case 43:
      // `wget+http://evil.com/a+-O+/tmp/a`: in a form the sign is a blank.
      return state.opener === 43;
    case 92:
      return !state.hasBackslashes;
    case 39:
      return state.opener === 39 || !isAlnum(view.at(at + 1));
    case 44:
    case 59:
      return code === state.opener || isListSeparator(view, at, state.isQuery);
    default:
      return true;
  }
}

const MAX_FIELD_LENGTH = 64;
const SEPARATORS = asciiSet(',;"\'');

/** A comma or semicolon parts fields of a line more often than it stands in a malicious path. */
function isListSeparator(view: TextView, at: number, isQuery: boolean): boolean {
  if (isIn(SEPARATORS, view.at(at + 1)) || startsScheme(view, at + 1)) return true;
  // `…__;!!AbC1!xyz$`: how a mail gateway ends the links it rewrites.
  if (view.at(at + 1) === 33 && view.at(at + 2) === 33) return false;
  return isQuery ? startsDate(view, at + 1) : !readsOnAsPath(view, at + 1);
}

/** Does the text after a comma, up to the next one, look like the rest of a path: `12.html`, `a/b`, `c=d`? */
function readsOnAsPath(view: TextView, from: number): boolean {
  let hasEnding = false;
  for (let index = from; index - from < MAX_FIELD_LENGTH; index++) {
    const code = view.at(index);
    if (code === 47 || code === 61) return true;
    if (code === 44 || code === 59 || code > 127 || RUN_CLASS[code] === 0) break;
    if (code === 46 && !isDigit(view.at(index + 1))) hasEnding = true;
  }
  return hasEnding;
}

/** The next field of a feed is often the time of the finding: `2017-10-03`. */
function startsDate(view: TextView, at: number): boolean {
  for (let index = 0; index < 10; index++) {
    const code = view.at(at + index);
    if (index === 4 || index === 7 ? code !== 45 : !isDigit(code)) return false;
  }
  return true;
}

function startsScheme(view: TextView, at: number): boolean {
  return startsWithWord(view, at, 'http') || startsWithWord(view, at, 'hxxp') || startsWithWord(view, at, 'ftp:');
}

/** Punctuation of the sentence around, and what Markdown and JSON leave at a URL's end. */
const TRAILING = new Set(Array.from('.,;:!?\'"*[({\\`|', (character) => character.charCodeAt(0)));

/** The URL's end without trailing punctuation; balanced brackets and a final slash stay. */
export function trimUrl(view: TextView, from: number, end: number): number {
  // `?d=${`: a template begins at its sign.
  let at = view.at(end) === 123 && view.at(end - 1) === 36 ? end - 1 : end;
  // Markdown strikes out with tildes; the values of a query may end in them.
  const isTilde = view.at(end - 1) === 126 && !hasQuery(view, from, end);
  while (at > from && (TRAILING.has(view.at(at - 1)) || (isTilde && view.at(at - 1) === 126))) at -= 1;
  if (view.at(at - 1) === 41 && isUnbalanced(view, from, at)) return trimUrl(view, from, at - 1);
  const note = view.at(at - 1) === 93 ? footnoteStart(view, from, at) : -1;
  return note < 0 ? at : trimUrl(view, from, note);
}

/** Does the range close more round brackets than it opens? */
function isUnbalanced(view: TextView, from: number, end: number): boolean {
  let depth = 0;
  for (let at = from; at < end; at++) {
    if (view.at(at) === 40) depth += 1;
    else if (view.at(at) === 41) depth -= 1;
  }
  return depth < 0;
}

function hasQuery(view: TextView, from: number, end: number): boolean {
  for (let at = from; at < end; at++) {
    if (view.at(at) === 63) return true;
  }
  return false;
}

/** Start of `[12]` at the end of a path, -1 for anything else: reports glue the numbers of footnotes to addresses. */
function footnoteStart(view: TextView, from: number, end: number): number {
  let at = end - 1;
  while (end - at < 4 && isDigit(view.at(at - 1))) at -= 1;
  const isNumber = at < end - 1 && view.at(at - 1) === 91;
  return isNumber && at - 1 > from && !hasQuery(view, from, at) ? at - 1 : -1;
}
