import { UPPER } from '../chars';
import { digestOfLength, looksRandom, unitsLookRandom } from '../hashes/hex-digest';
import type { DigestType } from '../hashes/hex-digest';
import { canonicaliseTlsh } from '../hashes/fuzzy';
import { ownCopy } from '../own-copy';
import { NO_FLAGS } from '../refusal';
import type { IndicatorFlag } from '../vocabulary';
import { lineBefore, textBefore } from './context';
import type { RuleName } from './rules';
import type { ScanState } from './scan-state';
import { wrappedDigestEnd } from './wrapped-digest';

const LABEL_LOOKBEHIND = 40;
const TLSH_DIGITS = 70;

/** A word of hexadecimal digits alone: a digest told by its length, or by the label before it. */
export function scanHexWord(scanner: ScanState): number {
  const { chain, view } = scanner;
  const { start, end } = chain;
  if (chain.length === TLSH_DIGITS || chain.length === TLSH_DIGITS + 2) return scanTlsh(scanner, view.text(start, end));
  const type = digestOfLength(chain.length);
  if (type !== 'sha256' && view.at(end) <= 32) {
    const wrapped = scanWrapped(scanner);
    if (wrapped >= 0) return wrapped;
  }
  if (type === undefined || !unitsLookRandom(view.chars, start, end)) return end;
  const rule = ruleFor(scanner, type);
  if (rule === undefined) return end;
  const text = ownCopy(view.text(start, end));
  const value = (chain.anyBits & UPPER) === 0 ? text : text.toLowerCase();
  scanner.sink.emit(rule, value, rule === 'gitCommit' ? GIT_COMMIT : NO_FLAGS, start, end, null, text);
  scanner.labelledEnd = end;
  scanner.labelledRule = rule;
  return end;
}

/** A digest broken over lines; -1 for anything else. */
function scanWrapped(scanner: ScanState): number {
  const { chain, view, sink } = scanner;
  const end = wrappedDigestEnd(view, chain.start, chain.end);
  if (end < 0) return -1;
  scanner.steps += end - chain.end;
  const text = view.text(chain.start, end).replaceAll(/\s+/gu, '').toLowerCase();
  const type = digestOfLength(text.length);
  if (type === undefined || !looksRandom(text)) return -1;
  sink.emit(type, text, NO_FLAGS, chain.start, end);
  return end;
}

const GIT_COMMIT: readonly IndicatorFlag[] = ['git_commit'];

function scanTlsh(scanner: ScanState, text: string): number {
  const { chain, view, sink } = scanner;
  const hash = canonicaliseTlsh(text);
  if (!hash.ok || !looksRandom(text)) return chain.end;
  if (chain.length === TLSH_DIGITS + 2) sink.emit('tlsh', hash.value, [], chain.start, chain.end);
  else if (/\btlsh\b/u.test(lineBefore(view, chain.start, LABEL_LOOKBEHIND))) {
    sink.emit('tlshLabelled', hash.value, ['labelled'], chain.start, chain.end);
  }
  return chain.end;
}

/** The rule for a digest of this length, undefined when its label says that it is none. */
function ruleFor(scanner: ScanState, type: DigestType): RuleName | undefined {
  if (type !== 'md5' && type !== 'sha1') return type;
  const before = lineBefore(scanner.view, scanner.chain.start, LABEL_LOOKBEHIND);
  if (type === 'sha1')
    return /\b(?:commit|tree|parent|git)\s*(?:id|hash|sha)?[\s:=/"'(`]{1,3}$/u.test(before) ? 'gitCommit' : type;
  if (/\b(?:guid|uuid|clsid|appid|classid)[^a-z0-9]{1,4}$/u.test(before)) return undefined;
  return labelledMd5(scanner, textBefore(scanner.view, scanner.chain.start, LABEL_LOOKBEHIND));
}

/** `imphash:`, `Import Hash = `, `imphash of the loader: `. */
const IMPHASH_LABEL = /\bimp(?:ort)?[ _-]?hash\b(?: (?:of|for) [a-z\d ._-]{1,24}[:=(])?[^a-z0-9]{0,8}$/u;

/** `ja3:`, `tls.ja3.hash="`, `ja3-fingerprint-md5`, `"ja3":{"hash":"`. */
const JA3_LABEL = /(?<![a-z\d])ja3s?(?:[^a-z\d]{0,6}(?:hash|fingerprint|digest|md5)(?:es)?){0,2}[^a-z\d]{0,8}$/u;

const GAP = 4;

/** imphash and JA3 share their form with MD5: the label decides, also for the rest of a list under one label. */
function labelledMd5(scanner: ScanState, before: string): RuleName {
  if (IMPHASH_LABEL.test(before)) return 'imphash';
  if (JA3_LABEL.test(before)) return 'ja3';
  const isList = scanner.chain.start - scanner.labelledEnd <= GAP;
  return isList && (scanner.labelledRule === 'imphash' || scanner.labelledRule === 'ja3')
    ? scanner.labelledRule
    : 'md5';
}
