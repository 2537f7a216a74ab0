import { ALPHA, DIGIT, HEX } from '../chars';
import { scanEmail } from './scan-email';
import { scanColonRun } from './scan-ipv6';
import { scanCopyName } from './scan-file-name';
import { scanIpv4 } from './scan-ipv4';
import { scanName } from './scan-name';
import { scanDrivePath, scanEnvironmentPath } from './scan-path';
import { scanBracketedHive, scanRegistryKey } from './scan-registry';
import { scanSsdeep } from './scan-fuzzy';
import { scanCodedWord } from './scan-coded-word';
import { scanPlainWord } from './scan-plain-word';
import { scanUrl } from './scan-url';
import type { ScanState } from './scan-state';

/** The readers of a word, the most telling one first. Answers where to go on. */
export function scanWord(scanner: ScanState): number {
  const { chain, view } = scanner;
  const next = view.at(chain.end);
  const special = scanByNext(scanner, next);
  if (special >= 0) return special;
  if (chain.labels === 1) return scanSingle(scanner);
  if ((chain.firstBits & DIGIT) !== 0 && chain.firstEnd - chain.start <= 3) {
    const end = scanIpv4(scanner);
    if (end >= 0) return end;
  }
  return scanName(scanner);
}

function scanByNext(scanner: ScanState, next: number): number {
  if (next === 58) return beforeColon(scanner);
  if (next === 64) return scanEmail(scanner);
  if (next === 62) return scanBracketedHive(scanner);
  if (next === 40) return scanCopyName(scanner);
  return next === 92 ? scanRegistryKey(scanner) : -1;
}

function beforeColon(scanner: ScanState): number {
  const { chain, view } = scanner;
  const next = view.at(chain.end + 1);
  if (chain.labels === 1 && (chain.firstBits & DIGIT) !== 0) {
    // Before the slashes of a scheme: base64 text may start with them.
    const end = scanSsdeep(scanner);
    if (end >= 0) return end;
  }
  if (next === 47 && view.at(chain.end + 2) === 47) return scanUrl(scanner);
  return chain.labels > 1 ? -1 : afterLabel(scanner, next);
}

/** A variable, a drive, a hive or a group of hexadecimal digits before a colon. */
function afterLabel(scanner: ScanState, next: number): number {
  const { chain, view } = scanner;
  if (chain.length === 3 && view.at(chain.start - 1) === 36) return scanEnvironmentPath(scanner);
  if (next === 92 || next === 47) return beforeSlash(scanner, next);
  return (chain.firstBits & HEX) !== 0 && chain.length <= 4 ? scanColonRun(scanner, chain.start) : -1;
}

/** A drive or a hive before its colon. */
function beforeSlash(scanner: ScanState, slash: number): number {
  const { chain } = scanner;
  if (chain.length === 1) return (chain.firstBits & ALPHA) === 0 ? -1 : scanDrivePath(scanner);
  return slash === 92 ? scanRegistryKey(scanner) : -1;
}

function scanSingle(scanner: ScanState): number {
  const { chain } = scanner;
  if (chain.isWide || chain.length < 3) return chain.end;
  const end = (chain.anyBits & DIGIT) !== 0 ? scanCodedWord(scanner) : scanPlainWord(scanner);
  return Math.max(end, chain.end);
}
