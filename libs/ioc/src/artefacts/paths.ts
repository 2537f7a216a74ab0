import { asciiSet, isIn } from '../chars';
import { accept, refuse } from '../refusal';
import type { CanonicalResult } from '../vocabulary';
import { isFileExtension } from './file-extensions';

const MAX_PATH_LENGTH = 32_767;

/** Control characters and what else a name may not hold. */
function forbidden(characters: string): Uint8Array {
  return asciiSet(`${characters}\x7f`).fill(1, 0, 32);
}

const CONTROL = forbidden('');
const FORBIDDEN_IN_PATH = forbidden('<>"|?*:');
const FORBIDDEN_IN_SHARE = forbidden('<>"|?*');
const FORBIDDEN_IN_NAME = forbidden('<>"|?*:/\\');

function hasForbidden(text: string, table: Uint8Array): boolean {
  for (let index = 0; index < text.length; index++) {
    if (isIn(table, text.charCodeAt(index))) return true;
  }
  return false;
}

/**
 * A drive in upper case, backslashes single or escaped with one more, nothing forbidden: the path is its own canonical
 * spelling but for the escapes. Undefined for every other path, good or bad.
 */
function plainWindowsPath(text: string): string | undefined {
  const drive = text.charCodeAt(0);
  if (!(drive >= 65 && drive <= 90) || !text.startsWith(':\\', 1)) return undefined;
  let run = 0;
  let hasEscapes = false;
  for (let index = 2; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (isIn(FORBIDDEN_IN_PATH, code) || code === 47) return undefined;
    run = code === 92 ? run + 1 : 0;
    if (run > 2) return undefined;
    if (run === 2) hasEscapes = true;
  }
  return hasEscapes ? text.replaceAll('\\\\', '\\') : text;
}

/** A drive, `%APPDATA%`, or `$env:APPDATA` of PowerShell. */
const PATH_ROOT = /^(?:[a-z]:|%[\w()]{2,40}%|\$env:\w{1,40})(?=[\\/])/iu;

/** Folders that a report leaves open (`\<user>\`, `\*\`) and the name of an alternate data stream. */
function withoutPlaceholders(path: string): string {
  return path.replaceAll(/\\(?:<[^<>\\]{1,64}>|\*)(?=\\)/gu, '\\').replace(/(\.\w{1,12}):[\w.]{1,64}$/u, '$1');
}

/** Drive or environment variable, then backslashes. Case is kept: it is evidence, though Windows ignores it. */
export function canonicaliseWindowsPath(text: string): CanonicalResult {
  if (text.length > MAX_PATH_LENGTH) return refuse('too_long', 'A Windows path has at most 32,767 characters.');
  const plain = plainWindowsPath(text);
  if (plain !== undefined) return accept(plain);
  const root = PATH_ROOT.exec(text)?.[0];
  if (root === undefined) {
    return refuse('invalid_syntax', 'A Windows path starts with a drive or an environment variable.');
  }
  const rest = text
    .slice(root.length)
    .replaceAll('/', '\\')
    .replaceAll(/\\{2,}/gu, '\\');
  if (hasForbidden(withoutPlaceholders(rest), FORBIDDEN_IN_PATH))
    return refuse('invalid_character', 'The path holds a forbidden character.');
  return accept((root.length === 2 ? root.toUpperCase() : root) + rest);
}

export function canonicaliseUncPath(text: string): CanonicalResult {
  if (text.length > MAX_PATH_LENGTH) return refuse('too_long', 'A UNC path has at most 32,767 characters.');
  if (!/^\\\\[\w.?-]{1,255}(?:@ssl)?(?:@\d{1,5})?\\{1,2}[^\\]/iu.test(text))
    return refuse('invalid_syntax', 'A UNC path is \\\\host\\share.');
  return hasForbidden(text.slice(4), FORBIDDEN_IN_SHARE)
    ? refuse('invalid_character', 'The path holds a forbidden character.')
    : accept(`\\\\${text.slice(2).replaceAll(/\\{2,}/gu, '\\')}`);
}

const MAX_UNIX_PATH_LENGTH = 4_096;

/** Absolute, or below a home directory. */
export function canonicaliseUnixPath(text: string): CanonicalResult {
  if (text.length > MAX_UNIX_PATH_LENGTH) return refuse('too_long', 'A path has at most 4,096 characters.');
  if (!/^~?\/[^/]/u.test(text)) return refuse('invalid_syntax', 'A Unix path starts with / or ~/.');
  return hasForbidden(text, CONTROL)
    ? refuse('invalid_character', 'The path holds a control character.')
    : accept(text);
}

const MAX_FILE_NAME_LENGTH = 255;

/** A name whose ending is a known file type. */
export function canonicaliseFileName(text: string): CanonicalResult {
  const dot = text.lastIndexOf('.');
  if (text.length > MAX_FILE_NAME_LENGTH) return refuse('too_long', 'A file name has at most 255 characters.');
  if (dot < 1 || !isFileExtension(text.slice(dot + 1).toLowerCase())) {
    return refuse('invalid_syntax', 'A file name ends in a known file type.');
  }
  return hasForbidden(text, FORBIDDEN_IN_NAME)
    ? refuse('invalid_character', 'The name holds a forbidden character.')
    : accept(text);
}

const HIVES: Readonly<Record<string, string>> = {
  HKLM: 'HKEY_LOCAL_MACHINE',
  HKCU: 'HKEY_CURRENT_USER',
  HKCR: 'HKEY_CLASSES_ROOT',
  HKU: 'HKEY_USERS',
  HKCC: 'HKEY_CURRENT_CONFIG',
};

/** Full name of a hive in either spelling, undefined for other words. */
export function hiveName(word: string): string | undefined {
  const upper = word.toUpperCase();
  return HIVES[upper] ?? (Object.values(HIVES).includes(upper) ? upper : undefined);
}

/** Hive spelled out, single backslashes, no trailing one. `HKLM:\…` (PowerShell) is read too. */
export function canonicaliseRegistryKey(text: string): CanonicalResult {
  const slash = text.search(/[\\/]/u);
  const hive = hiveName(text.slice(0, Math.max(slash, 0)).replace(/:$/u, ''));
  if (hive === undefined || text.length > MAX_PATH_LENGTH) {
    return refuse('invalid_syntax', 'A registry key starts with a hive such as HKLM.');
  }
  const path = text
    .slice(slash)
    .replaceAll('/', '\\')
    .replaceAll(/\\{2,}/gu, '\\');
  if (hasForbidden(path, CONTROL)) return refuse('invalid_character', 'The key holds a control character.');
  const bare = path.endsWith('\\') ? path.slice(0, -1) : path;
  return bare.length < 2 ? refuse('invalid_syntax', 'A registry key names more than its hive.') : accept(hive + bare);
}
