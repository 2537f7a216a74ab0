import { hiveName } from '../artefacts/paths';
import { asciiSet, isAlnum, isIn, isSpace } from '../chars';
import { FILE_TYPE, suffixKind } from '../names/suffix-kind';
import { isUnspacedScript } from '../names/unicode-scripts';
import type { TextView } from '../refang/text-view';
import { startsWithWord } from './context';

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
  const table = asciiSet('<>"|?*;`,: \\\'[)]}');
  return table.fill(1, 0, 32);
}

/** Where a Windows path or registry key ends; blanks are followed only into something that reads on as a path. */
export function windowsPathEnd(view: TextView, from: number, opener: number, isKey: boolean): number {
  const closer = opener === 34 ? 34 : CLOSER_OF.get(opener);
  let at = from;
  let segment = from;
  for (const stop = from + MAX_PATH_LENGTH; at < stop; at++) {
    const code = view.at(at);
    if (code < 128 ? WEIGHED[code] === 0 : !endsWide(code) && !endsBeforeSentence(view, segment, at)) continue;
    const placeholder = placeholderEnd(view, at, code);
    if (placeholder > at) at = placeholder - 1;
    else if (isControlOrWide(code) || code === closer || isEnding(view, at, code, isKey)) break;
    else if (code === 92) segment = at + 1;
    else if (endsName(view, segment, at, opener)) break;
  }
  return at;
}

function isControlOrWide(code: number): boolean {
  return code < 32 || code > 127;
}

/** Blocks of blanks, quotes, East Asian punctuation and pictures, by their first and last unit. */
const WIDE_ENDS: readonly (readonly [first: number, last: number])[] = [
  [0xab, 0xab],
  [0xbb, 0xbb],
  [0x060c, 0x060c],
  [0x061b, 0x061b],
  [0x2018, 0x201f],
  [0x2026, 0x203a],
  [0x3000, 0x303f],
  [0xd800, 0xdfff],
];

function endsWide(code: number): boolean {
  return isSpace(code) || WIDE_ENDS.some(([first, last]) => code >= first && code <= last);
}

/** `%TEMP%\tmp.bat로 저장한다`: the sentence of a script without spaces goes on right after the file's ending. */
export function endsBeforeSentence(view: TextView, segment: number, at: number): boolean {
  return isUnspacedScript(view.at(at)) && isAlnum(view.at(at - 1)) && hasExtension(view.text(segment, at));
}

const MAX_PLACEHOLDER_LENGTH = 64;
const PLACEHOLDER_CLOSERS = new Map([
  [60, 62],
  [91, 93],
]);

/**
 * End of a folder that a report leaves open, `at` when there is none: `\<user>\`, `\[the same folder]\`, `\*\`.
 */
function placeholderEnd(view: TextView, at: number, code: number): number {
  if (view.at(at - 1) !== 92) return at;
  if (code === 42) return view.at(at + 1) === 92 ? at + 1 : at;
  const closer = PLACEHOLDER_CLOSERS.get(code);
  if (closer === undefined) return at;
  for (let end = at + 1; end - at < MAX_PLACEHOLDER_LENGTH; end++) {
    const unit = view.at(end);
    if (unit === closer) return view.at(end + 1) === 92 ? end + 1 : at;
    if (unit < 32 || unit === 92 || unit === 34) return at;
  }
  return at;
}

/** Does the comma or the blank at `at` end the path? */
function endsName(view: TextView, segment: number, at: number, opener: number): boolean {
  if (view.at(at) !== 44 && view.at(at) !== 32) return false;
  const name = view.text(segment, at);
  if (view.at(at) === 44) return opener === 44 || hasExtension(name);
  if (startsArgument(view, at + 1) || (opener === 44 && name.endsWith('.'))) return true;
  if (view.at(at + 1) === 40 && hasExtension(name)) return true;
  return !QUOTES.has(opener) && !readsOn(view, segment, at, opener === 44);
}

/** What a command line has behind its program: a switch, another path, a remark in brackets. */
function startsArgument(view: TextView, at: number): boolean {
  const code = view.at(at);
  if (code === 47) return true;
  if (code === 45) return isAlnum(view.at(at + 1)) || view.at(at + 1) === 45;
  return view.at(at + 1) === 58 && view.at(at + 2) === 92 && isAlnum(code);
}

function isEnding(view: TextView, at: number, code: number, isKey: boolean): boolean {
  // Keys name values with a colon or an arrow after them; `*` and `?` are class names there.
  if (isKey && (code === 42 || code === 63)) return false;
  if (isKey && code === 39 && view.at(at - 1) === 92) return true;
  if (ENDING.has(code)) return true;
  if (code === 44) return !isAlnum(view.at(at + 1)) || view.at(at + 1) > 127;
  return code === 58 && !isKey && !startsStream(view, at);
}

const MAX_STREAM_LENGTH = 64;

/** `a.txt:hidden.exe`: an alternate data stream whose name is a file's. */
function startsStream(view: TextView, colon: number): boolean {
  let at = colon + 1;
  while (at - colon < MAX_STREAM_LENGTH && (isAlnum(view.at(at)) || view.at(at) === 46 || view.at(at) === 95)) at += 1;
  return hasExtension(view.text(colon + 1, at));
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
  return isField || isKnownFile(view, segment, at) || readsOnAsPath(view, segment, at);
}

function readsOnAsPath(view: TextView, segment: number, at: number): boolean {
  let end = at;
  while (end - at < MAX_NAME_WORDS) {
    const code = view.at(end);
    if (code === 92) return isSpacedName(view.text(segment, end));
    if (code === 46 && isShouted(view, segment, end)) return true;
    if (code < 32 || ENDING.has(code) || code === 58 || code === 44 || code === 47) return false;
    end += 1;
  }
  return false;
}

/** Files of browsers without an ending, which stealers read. */
const KNOWN_FILES = ['local state', 'login data', 'web data'];

function isKnownFile(view: TextView, segment: number, at: number): boolean {
  return KNOWN_FILES.some((name) => {
    const end = segment + name.length;
    return at < end && startsWithWord(view, segment, name) && !isAlnum(view.at(end));
  });
}

/** `HOW TO DECRYPT FILES.txt`: capitals up to the dot, as the notes of extortionists are named. */
function isShouted(view: TextView, segment: number, dot: number): boolean {
  return /^[A-Z\d_!+-]+(?: [A-Z\d_!+-]+){1,6}$/u.test(view.text(segment, dot)) && isAlnum(view.at(dot + 1));
}

function hasExtension(name: string): boolean {
  const dot = name.lastIndexOf('.');
  return dot > 0 && (suffixKind(name.slice(dot + 1)) & FILE_TYPE) !== 0;
}

function isSpacedName(name: string): boolean {
  const words = name.split(' ');
  // `HKCU\Software\Run and HKLM\…` names two keys, `C:\Temp and %APPDATA%\…` two folders.
  const last = words.at(-1) ?? '';
  if (hiveName(last) !== undefined || /^%\w+%$/u.test(last)) return false;
  if (words.length > 6 || words.some((word) => word === '')) return false;
  const isTitled = words.every((word) => /^[A-Z\d({.$%]/u.test(word) || /^(?:and|of|the|for|to|x86|-|&)$/u.test(word));
  return isTitled || KNOWN.has(name.toLowerCase());
}

const TRAILING = asciiSet('.,;:!?)]}\'"` ');

/** A path's end without the punctuation of the sentence; closing brackets stay where the path opened them. */
export function trimPath(view: TextView, from: number, end: number): number {
  let at = trimMarkup(view, from, end);
  while (at > from && isIn(TRAILING, view.at(at - 1))) {
    const opener = OPENER_OF.get(view.at(at - 1));
    if (opener !== undefined && opensBracket(view, from, at, opener)) break;
    at -= 1;
  }
  return at;
}

const OPENER_OF = new Map([
  [41, 40],
  [125, 123],
  [93, 91],
]);

/** Without what Markdown's bold text and a string inside a string leave at the end: `**`, and the `\` of `\"`. */
function trimMarkup(view: TextView, from: number, end: number): number {
  const last = view.at(end - 1);
  if (last === 42 && view.at(end - 2) === 42) return end - 2;
  const isEscape = last === 92 && view.at(end) === 34 && view.at(end - 2) !== 92;
  return isEscape ? escapedQuote(view, from, end) : end;
}

const MAX_ROOT_LENGTH = 48;

/** The end before an escaped quote, when such a quote stands before the path too. */
function escapedQuote(view: TextView, from: number, end: number): number {
  let at = from - 1;
  while (from - at < MAX_ROOT_LENGTH && at > 0 && view.at(at) > 32 && view.at(at) !== 34) at -= 1;
  return view.at(at) === 34 && view.at(at - 1) === 92 ? end - 1 : end;
}

function opensBracket(view: TextView, from: number, end: number, opener: number): boolean {
  for (let at = from; at < end; at++) {
    if (view.at(at) === opener) return true;
  }
  return false;
}
