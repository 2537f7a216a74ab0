import { canonicaliseUncPath, canonicaliseUnixPath, canonicaliseWindowsPath } from '../artefacts/paths';
import { asciiSet, CLASSES, isAlnum, isIn, WORD } from '../chars';
import { isLabelUnit } from '../names/unicode-scripts';
import { isHostUnit } from '../refang/host-units';
import type { TextView } from '../refang/text-view';
import { startsWithWord, wordBefore } from './context';
import { trimPath, windowsPathEnd } from './path-end';
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
  const path = end - body < 2 ? undefined : canonicaliseWindowsPath(view.text(chain.start, end));
  if (path?.ok !== true) return -1;
  sink.emit('windowsPath', path.value, path.flags, chain.start, end);
  return end;
}

const MAX_VARIABLE_LENGTH = 40;

/** `%APPDATA%\…`. */
export function scanVariablePath(scanner: ScanState, from: number): number {
  const { view, sink } = scanner;
  let at = from + 1;
  while (
    at - from <= MAX_VARIABLE_LENGTH &&
    (isAlnum(view.at(at)) || view.at(at) === 95 || view.at(at) === 40 || view.at(at) === 41)
  )
    at += 1;
  if (view.at(at) !== 37 || at < from + 3 || view.at(at + 1) !== 92) return -1;
  const run = windowsPathEnd(view, at + 1, view.at(from - 1), false);
  scanner.steps += run - from;
  const end = trimPath(view, at + 1, run);
  const path = canonicaliseWindowsPath(view.text(from, end));
  if (!path.ok || end - at < 3) return -1;
  sink.emit('windowsPath', path.value, path.flags, from, end);
  return end;
}

/** `\\host\share`; in an escaped string every backslash is doubled, so a drive or a word before means something else. */
export function scanUncPath(scanner: ScanState, from: number): number {
  const { view, sink } = scanner;
  const before = view.at(from - 1);
  if (view.at(from + 1) !== 92 || before === 92 || before === 58 || isHostUnit(before) || before === 37) return -1;
  const isEscaped = view.at(from + 2) === 92 && view.at(from + 3) === 92;
  const body = from + (isEscaped ? 4 : 2);
  const host = view.at(body);
  if (!isAlnum(host) && host !== 46 && host !== 63) return -1;
  const run = windowsPathEnd(view, body, before, false);
  scanner.steps += run - from;
  const end = trimPath(view, body, run);
  const path = canonicaliseUncPath(view.text(body - 2, end));
  if (!path.ok) return -1;
  sink.emit('uncPath', path.value, path.flags, from, end);
  return end;
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
  if (code > 127) return isLabelUnit(code);
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

function mayStartPath(view: TextView, from: number): boolean {
  const before = view.at(from - 1);
  if (startsWithWord(view, from - FILE_SCHEME.length, FILE_SCHEME)) return true;
  return !isHostUnit(before) && !isIn(NOT_BEFORE_PATH, before);
}

/** An absolute path at its slash, or a path below the home directory at its tilde. */
export function scanUnixPath(scanner: ScanState, from: number): number {
  const { view, sink } = scanner;
  if (from < scanner.urlEnd || !mayStartPath(view, from)) return -1;
  if (view.at(from - 1) === 32 && REQUEST_METHODS.has(wordBefore(view, from))) return enterRequestTarget(scanner, from);
  if (!startsFolder(view, from)) return -1;
  let at = from + 1;
  while (at - from < MAX_UNIX_PATH_LENGTH && isPathUnit(view.at(at))) at += 1;
  scanner.steps += at - from;
  const end = trimPath(view, from, at);
  const path = canonicaliseUnixPath(view.text(from, end));
  if (!path.ok || isBareFolder(path.value)) return -1;
  sink.emit('unixPath', path.value, path.flags, from, end);
  return end;
}

/** `/tmp/` names no more than the root folder itself. */
function isBareFolder(path: string): boolean {
  return path.indexOf('/', 2) === path.length - 1;
}
