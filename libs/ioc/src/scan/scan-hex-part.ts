import { HEX, everyIs } from '../chars';
import { digestOfLength, looksRandom } from '../hashes/hex-digest';
import type { ScanState } from './scan-state';

const MIN_DIGEST_LENGTH = 32;

/** Web builds put a digest of the content into the names of pictures and scripts; no sample is meant. */
const WEB_ENDINGS: ReadonlySet<string> = new Set(
  'js css map png jpg jpeg gif svg ico woff woff2 html htm mjs'.split(' '),
);

/**
 * A digest with something glued to it: `sample_<md5>`, `<sha1>_packed`. `text` is a word of letters, digits, hyphens
 * and underscores. Reports each part that is a digest; answers whether there was one.
 */
export function scanHexParts(scanner: ScanState, start: number, text: string): boolean {
  if (text.length <= MIN_DIGEST_LENGTH) return false;
  let hasDigest = false;
  let from = 0;
  for (let at = 0; at <= text.length; at++) {
    const code = at === text.length ? 95 : text.charCodeAt(at);
    if (code !== 95 && code !== 45) continue;
    if (emitDigest(scanner, start + from, text.slice(from, at))) hasDigest = true;
    from = at + 1;
  }
  return hasDigest;
}

/** Samples are stored under their digest: `<sha256>.bin`, `<md5>_1.exe`. */
export function scanDigestOfFile(scanner: ScanState, start: number, text: string): void {
  const dot = text.indexOf('.');
  if (dot < MIN_DIGEST_LENGTH || WEB_ENDINGS.has(text.slice(text.lastIndexOf('.') + 1).toLowerCase())) return;
  const stem = text.slice(0, dot);
  if (!emitDigest(scanner, start, stem)) scanHexParts(scanner, start, stem);
}

function emitDigest(scanner: ScanState, start: number, text: string): boolean {
  const type = text.length < MIN_DIGEST_LENGTH ? undefined : digestOfLength(text.length);
  if (type === undefined || !everyIs(text, HEX) || !looksRandom(text)) return false;
  scanner.sink.emit(type, text.toLowerCase(), [], start, start + text.length);
  return true;
}
