import { HEX, isAlnum, isDigit } from '../chars';
import { canonicaliseJa4 } from '../hashes/fuzzy';
import {
  canonicaliseAsn,
  canonicaliseAttack,
  canonicaliseCapec,
  canonicaliseCve,
  canonicaliseCwe,
  canonicaliseGhsa,
  canonicaliseMac,
} from '../ids/catalogue-ids';
import type { CanonicalResult } from '../vocabulary';
import type { RuleName } from './rules';
import { scanCoin } from './scan-coin';
import { scanHexParts } from './scan-hex-part';
import { scanHexWord } from './scan-hex-word';
import { scanIban } from './scan-iban';
import type { ScanState } from './scan-state';

/** Single words with a digit in them: digests, ids, addresses of coins and accounts. -1 for none of them. */
export function scanCodedWord(scanner: ScanState): number {
  const { chain, view } = scanner;
  const { length } = chain;
  if (length >= 32 && (chain.allBits & HEX) !== 0) return scanHexWord(scanner);
  const text = length <= 128 ? view.text(chain.start, chain.end) : '';
  const end = scanPrefixedId(scanner, text);
  if (end >= 0) return end;
  if (length === 72 && /^t1/iu.test(text)) return scanHexWord(scanner);
  if (scanFixedLength(scanner, text) || (length >= 25 && length <= 108 && scanCoin(scanner, text))) return chain.end;
  const iban = scanIban(scanner, text);
  return iban < 0 ? scanGluedDigest(scanner) : iban;
}

function scanGluedDigest(scanner: ScanState): number {
  const { chain, view } = scanner;
  return scanHexParts(scanner, chain.start, view.text(chain.start, chain.end)) ? chain.end : -1;
}

function scanFixedLength(scanner: ScanState, text: string): boolean {
  if (text.length === 17) return emitWhole(scanner, 'mac', canonicaliseMac(text));
  return text.length === 36 && emitWhole(scanner, 'ja4', canonicaliseJa4(text));
}

function emitWhole(scanner: ScanState, rule: RuleName, result: CanonicalResult): boolean {
  if (!result.ok) return false;
  scanner.sink.emit(rule, result.value, result.flags, scanner.chain.start, scanner.chain.end);
  return true;
}

interface PrefixedId {
  readonly prefix: string;
  readonly rule: RuleName;
  readonly canonicalise: (text: string) => CanonicalResult;
  /** Units of `text` that the id takes; more may follow after a hyphen or an underscore. */
  readonly length: (text: string) => number;
}

const digitsFrom = (text: string, from: number): number => {
  let at = from;
  while (at < text.length && isDigit(text.charCodeAt(at))) at += 1;
  return at;
};

const IDS: readonly PrefixedId[] = [
  { prefix: 'cve-', rule: 'cve', canonicalise: canonicaliseCve, length: (text) => digitsFrom(text, 9) },
  { prefix: 'cwe-', rule: 'cwe', canonicalise: canonicaliseCwe, length: (text) => digitsFrom(text, 4) },
  { prefix: 'capec-', rule: 'capec', canonicalise: canonicaliseCapec, length: (text) => digitsFrom(text, 6) },
  { prefix: 'ghsa-', rule: 'ghsa', canonicalise: canonicaliseGhsa, length: () => 19 },
  { prefix: 'as', rule: 'asn', canonicalise: canonicaliseAsn, length: (text) => text.length },
];

/** `as`, `cve`, `cwe`, `capec`, `ghsa`. */
function mayBePrefixed(first: number): boolean {
  return first === 97 || first === 99 || first === 103;
}

function scanPrefixedId(scanner: ScanState, text: string): number {
  const { chain } = scanner;
  if (!mayBePrefixed(text.charCodeAt(0) | 32)) return scanAttack(scanner, text);
  const lower = text.slice(0, 6).toLowerCase();
  for (const id of IDS) {
    if (!lower.startsWith(id.prefix)) continue;
    const length = id.length(text);
    if (length < text.length && isAlnum(text.charCodeAt(length))) continue;
    const result = id.canonicalise(text.slice(0, length));
    if (!result.ok) continue;
    scanner.sink.emit(id.rule, result.value, result.flags, chain.start, chain.start + length);
    return chain.end;
  }
  return scanAttack(scanner, text);
}

/** Upper case only: `t1059` and `s1000` are part numbers. */
function scanAttack(scanner: ScanState, text: string): number {
  const { chain, sink } = scanner;
  if (text.length < 5 || text.length > 6 || !/^[TSGM]A?\d{4}$/u.test(text)) return -1;
  const result = canonicaliseAttack(text);
  if (!result.ok) return -1;
  sink.emit('attack', result.value, result.flags, chain.start, chain.end);
  return chain.end;
}
