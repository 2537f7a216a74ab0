import { asciiSet, isAlnum, isIn } from '../chars';
import { FILE_TYPE, suffixKind } from '../names/suffix-kind';
import type { TextView } from '../refang/text-view';

const MAX_PATH_LENGTH = 1_024;
const ENDING = new Set(Array.from('<>"|?*;`', (character) => character.charCodeAt(0)));
const CLOSER_OF = new Map([
  [39, 39],
  [40, 41],
  [91, 93],
  [96, 96],
  [123, 125],
  [0x2018, 0x2019],
  [0x201c, 0x201d],
]);

/** Openers within which blanks belong to the path. */
const QUOTES: ReadonlySet<number> = new Set([34, 39, 0x201c, 0x2018]);

/** ASCII characters that may end a path or part it; all others go on with it. */
const WEIGHED = buildWeighed();

function buildWeighed(): Uint8Array {
  const table = asciiSet('<>"|?*;`,: \\\')]}');
  return table.fill(1, 0, 32);
}

/** Where a Windows path or registry key ends; blanks are followed only into something that reads on as a path. */
export function windowsPathEnd(view: TextView, from: number, opener: number, isKey: boolean): number {
  const closer = opener === 34 ? 34 : CLOSER_OF.get(opener);
  let at = from;
  let segment = from;
  for (const stop = from + MAX_PATH_LENGTH; at < stop; at++) {
    const code = view.at(at);
    if (code < 128 && WEIGHED[code] === 0) continue;
    if (code < 32 || code === closer || isEnding(view, at, code, isKey)) break;
    if (code === 92) segment = at + 1;
    else if ((code === 44 || code === 32) && endsName(view, segment, at, opener)) break;
  }
  return at;
}

/** Does the comma or the blank at `at` end the path? */
function endsName(view: TextView, segment: number, at: number, opener: number): boolean {
  if (view.at(at) === 44) return opener === 44 || hasExtension(view.text(segment, at));
  return !QUOTES.has(opener) && !readsOn(view, segment, at, opener === 44);
}

function isEnding(view: TextView, at: number, code: number, isKey: boolean): boolean {
  // Keys name values with a colon or an arrow after them; `*` and `?` are class names there.
  if (isKey && (code === 42 || code === 63)) return false;
  if (ENDING.has(code) || code === 0x201d || code === 0x2019) return true;
  if (code === 44) return !isAlnum(view.at(at + 1)) || view.at(at + 1) > 127;
  return code === 58 && !isKey;
}

const MAX_NAME_WORDS = 64;

/** Folder names with blanks and small letters, as Windows and its programs make them. */
const KNOWN: ReadonlySet<string> = new Set([
  'program files',
  'program files (x86)',
  'documents and settings',
  'local settings',
  'application data',
  'start menu',
  'user data',
  'all users',
  'common files',
  'internet explorer',
  'windows nt',
  'temporary internet files',
]);

/** Does the blank at `at` stand inside a folder's or a file's name? */
function readsOn(view: TextView, segment: number, at: number, isField: boolean): boolean {
  if (hasExtension(view.text(segment, at))) return false;
  // A field of a CSV line ends at its comma, not at a blank.
  if (isField) return true;
  let end = at;
  while (end - at < MAX_NAME_WORDS) {
    const code = view.at(end);
    if (code === 92) return isSpacedName(view.text(segment, end));
    if (code < 32 || ENDING.has(code) || code === 58 || code === 44 || code === 47) return false;
    end += 1;
  }
  return false;
}

function hasExtension(name: string): boolean {
  const dot = name.lastIndexOf('.');
  return dot > 0 && (suffixKind(name.slice(dot + 1)) & FILE_TYPE) !== 0;
}

function isSpacedName(name: string): boolean {
  const words = name.split(' ');
  if (words.length > 6 || words.some((word) => word === '')) return false;
  const isTitled = words.every((word) => /^[A-Z\d({.$%]/u.test(word) || /^(?:and|of|the|for|to|x86|-|&)$/u.test(word));
  return isTitled || KNOWN.has(name.toLowerCase());
}

const TRAILING = asciiSet('.,;:!?)]}\'"` ');

/** A path's end without the punctuation of the sentence; closing brackets stay where the path opened them. */
export function trimPath(view: TextView, from: number, end: number): number {
  let at = end;
  while (at > from && isIn(TRAILING, view.at(at - 1))) {
    if (view.at(at - 1) === 41 && opensBracket(view, from, at, 40)) break;
    if (view.at(at - 1) === 125 && opensBracket(view, from, at, 123)) break;
    if (view.at(at - 1) === 93 && opensBracket(view, from, at, 91)) break;
    at -= 1;
  }
  return at;
}

function opensBracket(view: TextView, from: number, end: number, opener: number): boolean {
  for (let at = from; at < end; at++) {
    if (view.at(at) === opener) return true;
  }
  return false;
}
