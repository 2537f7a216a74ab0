import { canonicaliseUncPath, canonicaliseUnixPath, canonicaliseWindowsPath } from '../artefacts/paths';
import { asciiSet, CLASSES, isAlnum, isHex, isIn, WORD } from '../chars';
import { isLabelUnit, isUnspacedScript } from '../names/unicode-scripts';
import { isHostUnit } from '../refang/host-units';
import type { TextView } from '../refang/text-view';
import { startsWithWord, wordBefore } from './context';
import { knownPath } from './known-path';
import { endsBeforeSentence, trimPath, windowsPathEnd } from './path-end';
import type { ScanState } from './scan-state';

/** `C:\…` or `C:/…`; the chain is the drive's letter. */
export function scanDrivePath(scanner: ScanState): number {
  const { chain, view, sink } = scanner;
  const first = view.at(chain.end + 2);
  if (view.at(chain.end + 1) === 47 && !isAlnum(first)) return -1;
  const body = chain.end + 1;
  const run = windowsPathEnd(view, body, view.at(chain.start - 1), false);
  scanner.steps += run - chain.start;
  const end = trimPath(view, body, run);
  if (end - body < 2 || isLineEscape(view, chain.start, end)) return -1;
  const { text, value, flags } = knownPath(view, chain.start, end);
  if (value === null) return -1;
  sink.emit('windowsPath', value, flags, chain.start, end, null, text);
  return end;
}

/** `Plan B:\nthen`: drives A and B are gone, and a line break of a string of JSON is not. */
function isLineEscape(view: TextView, from: number, end: number): boolean {
  if ((view.at(from) | 32) > 98) return false;
  const letter = view.at(from + 3);
  const isBreak = letter === 110 || letter === 114 || letter === 116;
  return isBreak && !/[.\\]/u.test(view.text(from + 3, end));
}

const MAX_VARIABLE_LENGTH = 40;

/** A backslash, or a slash with a name behind it. */
function startsFolderOf(view: TextView, at: number): boolean {
  return view.at(at) === 92 || (view.at(at) === 47 && isAlnum(view.at(at + 1)));
}

/** `$env:TEMP\…` of PowerShell; the chain is the word before the colon. */
export function scanEnvironmentPath(scanner: ScanState): number {
  const { chain, view, sink } = scanner;
  const from = chain.start - 1;
  if (view.at(from) !== 36 || !startsWithWord(view, chain.start, 'env:')) return -1;
  let at = chain.end + 1;
  while (at - from <= MAX_VARIABLE_LENGTH && (isAlnum(view.at(at)) || view.at(at) === 95)) at += 1;
  if (view.at(at) !== 92) return -1;
  const run = windowsPathEnd(view, at, view.at(from - 1), false);
  scanner.steps += run - from;
  const end = trimPath(view, at, run);
  const path = canonicaliseWindowsPath(view.text(from, end));
  if (!path.ok || end - at < 2) return -1;
  sink.emit('windowsPath', path.value, path.flags, from, end);
  return end;
}

/** `%APPDATA%\…`. */
export function scanVariablePath(scanner: ScanState, from: number): number {
  const { view, sink } = scanner;
  let at = from + 1;
  while (
    at - from <= MAX_VARIABLE_LENGTH &&
    (isAlnum(view.at(at)) || view.at(at) === 95 || view.at(at) === 40 || view.at(at) === 41)
  )
    at += 1;
  if (view.at(at) !== 37 || at < from + 3 || !startsFolderOf(view, at + 1)) return -1;
  const run = windowsPathEnd(view, at + 1, view.at(from - 1), false);
  scanner.steps += run - from;
  const end = trimPath(view, at + 1, run);
  const path = canonicaliseWindowsPath(view.text(from, end));
  if (!path.ok || end - at < 3) return -1;
  sink.emit('windowsPath', path.value, path.flags, from, end);
  return end;
}

/** Does a word, a drive or a scheme stand right before the backslashes? Scripts without spaces may. */
function isJoined(view: TextView, from: number): boolean {
  const before = view.at(from - 1);
  if (before === 58) return !isLabelUnit(view.at(from - 2));
  return isHostUnit(before) && !isUnspacedScript(before);
}

/** `\\host\share`; in an escaped string every backslash is doubled, so a drive or a word before means something else. */
export function scanUncPath(scanner: ScanState, from: number): number {
  const { view, sink } = scanner;
  const before = view.at(from - 1);
  if (view.at(from + 1) !== 92 || before === 92 || before === 37 || isJoined(view, from)) return -1;
  const isEscaped = view.at(from + 2) === 92 && view.at(from + 3) === 92;
  const body = from + (isEscaped ? 4 : 2);
  const host = view.at(body);
  if (!isAlnum(host) || isCharacterEscape(view, body)) return -1;
  const run = windowsPathEnd(view, body, before, false);
  scanner.steps += run - from;
  const end = trimPath(view, body, run);
  const path = canonicaliseUncPath(view.text(body - 2, end));
  if (!path.ok) return -1;
  sink.emit('uncPath', path.value, path.flags, from, end);
  return end;
}

/** `\\x90\\x31`, `\\uD834`, `\\t\\r`: escaped characters of a program's text, no host. */
function isCharacterEscape(view: TextView, at: number): boolean {
  const digits = view.at(at) === 120 ? 2 : view.at(at) === 117 ? 4 : 0;
  for (let index = 1; index <= digits; index++) {
    if (!isHex(view.at(at + index))) return false;
  }
  return !isAlnum(view.at(at + digits + 1)) && view.at(at + digits + 1) !== 46;
}

const ROOTS: ReadonlySet<string> = new Set(
  (
    'etc usr tmp var home root opt bin sbin dev proc sys lib lib64 mnt media boot run srv Users Library Applications System private ' +
    'Volumes data sdcard system storage vendor snap jffs2 flash config nsconfig'
  ).split(' '),
);

const MAX_ROOT_LENGTH = 12;
const MAX_UNIX_PATH_LENGTH = 1_024;

const PATH_MARKS = asciiSet('/.+@%~${}=:#');

function isPathUnit(code: number): boolean {
  if (code > 127) return isLabelUnit(code) && !(code >= 0xd800 && code <= 0xdfff);
  return ((CLASSES[code] ?? 0) & WORD) !== 0 || isIn(PATH_MARKS, code);
}

function startsFolder(view: TextView, from: number): boolean {
  if (view.at(from) === 126) return view.at(from + 1) === 47;
  let at = from + 1;
  while (at - from <= MAX_ROOT_LENGTH && isAlnum(view.at(at))) at += 1;
  return view.at(at) === 47 && ROOTS.has(view.text(from + 1, at));
}

const FILE_SCHEME = 'file://';

const REQUEST_METHODS: ReadonlySet<string> = new Set(['get', 'post', 'head', 'put', 'delete', 'options', 'patch']);
const MAX_TARGET_LENGTH = 4_096;

/** `GET /a.php?l=b.cab`: what the request names are no files of this text, so names in it are read as in a URL. */
function enterRequestTarget(scanner: ScanState, from: number): number {
  let at = from;
  while (at - from < MAX_TARGET_LENGTH && scanner.view.at(at) > 32) at += 1;
  scanner.steps += at - from;
  scanner.urlEnd = at;
  scanner.urlStarts = 1;
  return -1;
}

/** What stands before a slash that goes on with a path, a URL or a closing tag. */
const NOT_BEFORE_PATH = asciiSet('/.)>~');

const MAX_TAG_LENGTH = 64;
const TAGS: ReadonlySet<string> = new Set('a b br code div dd dt em i li p pre span strong td th tt'.split(' '));

/** Does the bracket close a tag, `<td>/etc/a`, and not a placeholder, `http://<host>/etc/a`? */
function isAfterTag(view: TextView, closer: number): boolean {
  let at = closer - 1;
  while (closer - at < MAX_TAG_LENGTH && at > 0 && view.at(at) !== 60 && view.at(at) >= 32) at -= 1;
  if (view.at(at) !== 60) return false;
  const tag = /^\/?([a-z]+\d?)/iu.exec(view.text(at + 1, closer))?.[1] ?? '';
  return TAGS.has(tag.toLowerCase()) || !(isHostUnit(view.at(at - 1)) || view.at(at - 1) === 47);
}

function mayStartPath(view: TextView, from: number): boolean {
  const before = view.at(from - 1);
  if (startsWithWord(view, from - FILE_SCHEME.length, FILE_SCHEME)) return true;
  if (before === 62) return isAfterTag(view, from - 1);
  return (!isHostUnit(before) || isUnspacedScript(before)) && !isIn(NOT_BEFORE_PATH, before);
}

function unixPathEnd(view: TextView, from: number): number {
  let segment = from + 1;
  let at = from + 1;
  for (; at - from < MAX_UNIX_PATH_LENGTH; at++) {
    const code = view.at(at);
    if (code < 128 && ((CLASSES[code] ?? 0) & WORD) !== 0) continue;
    if (endsUnixPath(view, segment, at, code)) break;
    if (code === 47) segment = at + 1;
  }
  return at;
}

function endsUnixPath(view: TextView, segment: number, at: number, code: number): boolean {
  if (code === 58) return startsNextPath(view, at + 1);
  if (code > 127 && endsBeforeSentence(view, segment, at)) return true;
  return !isPathUnit(code) && !isMacFolder(view, segment, at);
}

/** `/usr/bin:/usr/local/bin` lists two paths, `:ro` says how a volume is mounted; `/proxy/http://…` goes on. */
function startsNextPath(view: TextView, at: number): boolean {
  const isMode = view.at(at) === 114 && (view.at(at + 1) === 111 || view.at(at + 1) === 119);
  if (isMode) return !isAlnum(view.at(at + 2));
  return view.at(at) === 47 && view.at(at + 1) !== 47;
}

/** Folders of macOS with blanks, as in `~/Library/Application Support/…`. */
const MAC_FOLDERS = [
  'application support',
  'application scripts',
  'mobile documents',
  'group containers',
  'saved application state',
];

function isMacFolder(view: TextView, segment: number, at: number): boolean {
  if (view.at(at) !== 32) return false;
  return MAC_FOLDERS.some((name) => {
    const end = segment + name.length;
    return at < end && view.at(end) === 47 && startsWithWord(view, segment, name);
  });
}

/** An absolute path at its slash, or a path below the home directory at its tilde. */
export function scanUnixPath(scanner: ScanState, from: number): number {
  const { view, sink } = scanner;
  if (from < scanner.urlEnd || !mayStartPath(view, from)) return -1;
  if (view.at(from - 1) === 32 && REQUEST_METHODS.has(wordBefore(view, from))) return enterRequestTarget(scanner, from);
  if (!startsFolder(view, from)) return -1;
  const run = unixPathEnd(view, from);
  scanner.steps += run - from;
  const end = trimPath(view, from, run);
  const path = canonicaliseUnixPath(view.text(from, end));
  if (!path.ok || isBareFolder(path.value)) return -1;
  sink.emit('unixPath', path.value, path.flags, from, end);
  return end;
}

/** `/tmp/` names no more than the root folder itself. */
function isBareFolder(path: string): boolean {
  return path.indexOf('/', 2) === path.length - 1;
}
