import { CLASSES, isAlnum, isDigit, isSpace, URL_CHAR } from '../chars';
import { isLabelUnit, isUnspacedScript } from '../names/unicode-scripts';
import type { TextView } from '../refang/text-view';
import { MAX_INDICATOR_LENGTH } from '../vocabulary';
import { startsWithWord } from './context';

/** Where a URL's run of characters ends, before trimming; -1 when it is longer than any hit. */
export function urlRunEnd(view: TextView, from: number, opener: number, hasBackslashes = false): number {
  const stop = Math.min(view.length, from + MAX_INDICATOR_LENGTH);
  let round = 0;
  let square = 0;
  let inQuery = false;
  let at = from;
  for (; at < stop; at++) {
    const code = view.at(at);
    if (!isUrlUnit(code) && !(hasBackslashes && code === 92)) break;
    if (code === 40) round += 1;
    else if (code === 41 && (round -= 1) < 0 && (opener === 40 || !isAlnum(view.at(at + 1)))) break;
    else if (code === 91) square += 1;
    else if (code === 93 && (square -= 1) < 0) break;
    else if (code === 63) inQuery = true;
    else if (endsAt(view, at, code, opener, inQuery)) break;
  }
  return at === stop && stop < view.length ? -1 : at;
}

/** Letters of all scripts stand in paths; punctuation outside ASCII ends a URL. */
function isUrlUnit(code: number): boolean {
  if (code < 128)
    return ((CLASSES[code] ?? 0) & URL_CHAR) !== 0 && code !== 92 && code !== 124 && code !== 125 && code !== 94;
  return !isSpace(code) && isLabelUnit(code) && !isUnspacedScript(code);
}

function endsAt(view: TextView, at: number, code: number, opener: number, inQuery: boolean): boolean {
  if (code === 39) return opener === 39 || !isAlnum(view.at(at + 1));
  if (code === 44 || code === 59) return code === opener || isListSeparator(view, at, inQuery);
  return code === 123 && view.at(at + 1) === 123;
}

const MAX_FIELD_LENGTH = 64;

/** A comma or semicolon parts fields of a line more often than it stands in a malicious path. */
function isListSeparator(view: TextView, at: number, inQuery: boolean): boolean {
  const next = view.at(at + 1);
  if (next === 44 || next === 59 || next === 34 || next === 39 || startsScheme(view, at + 1)) return true;
  if (inQuery) return false;
  let index = at + 1;
  let isPath = false;
  while (index - at < MAX_FIELD_LENGTH) {
    const code = view.at(index);
    if (!isUrlUnit(code) || code === 44 || code === 59) break;
    if (code === 47 || code === 61) return false;
    if (code === 46 && !isDigit(view.at(index + 1))) isPath = true;
    index += 1;
  }
  return !isPath || index === at + 1;
}

function startsScheme(view: TextView, at: number): boolean {
  return startsWithWord(view, at, 'http') || startsWithWord(view, at, 'hxxp') || startsWithWord(view, at, 'ftp:');
}

/** Punctuation of the sentence around, and what Markdown and JSON leave at a URL's end. */
const TRAILING = new Set(Array.from('.,;:!?\'"*[({\\`|~', (character) => character.charCodeAt(0)));

/** The URL's end without trailing punctuation; balanced brackets and a final slash stay. */
export function trimUrl(view: TextView, from: number, end: number): number {
  let at = end;
  while (at > from && TRAILING.has(view.at(at - 1))) at -= 1;
  return at;
}
