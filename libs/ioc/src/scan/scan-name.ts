import { canonicaliseFileName } from '../artefacts/paths';
import { DIGIT, HEX, isAlnum, isDigit } from '../chars';
import { canonicaliseAttack, canonicaliseCve, canonicaliseMac } from '../ids/catalogue-ids';
import { isClassicSuffix, isSourceFile, isWww, startsPackage, startsWithWww } from '../names/name-verdict';
import type { NameVerdict } from '../names/name-verdict';
import { isTopLevelDomain } from '../names/public-suffix';
import { ALTERNATIVE, FILE_TYPE, ONION, TOP_LEVEL } from '../names/suffix-kind';
import { parsePort } from '../network/ip-block';
import { isHostUnit, isLocalUnit } from '../refang/host-units';
import type { TextView } from '../refang/text-view';
import type { Canonical, CanonicalResult } from '../vocabulary';
import { standsInCode } from './code-context';
import { isLineStart, startsWithWord, wordBefore } from './context';
import { knownName } from './known-name';
import type { KnownName } from './known-name';
import { scanFileName } from './scan-file-name';
import type { RuleName } from './rules';
import { scanHostPath } from './scan-url';
import type { ScanState } from './scan-state';

/** Reads the chain as a dotted name. Answers where to go on. */
export function scanName(scanner: ScanState): number {
  const { chain, view } = scanner;
  let { start, end } = chain;
  while (end > start && (view.at(end - 1) === 45 || view.at(end - 1) === 95)) end -= 1;
  if (end < chain.end && view.at(start) === 95) start += 1;
  const id = scanDottedId(scanner, start, end);
  if (id >= 0) return id;
  // `10.0` and `1.2.3`: neither a suffix nor a file type is a number.
  if ((chain.allBits & DIGIT) !== 0) return chain.end;
  const name = knownName(view, start, end);
  if ((chain.anyBits & DIGIT) !== 0 && name.innerCve >= 0) scanInnerCve(scanner, start, name);
  return (chain.lastBits & DIGIT) === 0 ? scanText(scanner, start, end, name) : chain.end;
}

/** Ids with dots: ATT&CK sub-techniques, tags of rules and MAC addresses in Cisco's spelling. */
function scanDottedId(scanner: ScanState, start: number, end: number): number {
  const { chain, view } = scanner;
  const first = view.at(start);
  if (first === 97 || first === 99) {
    const tag = scanTag(scanner, start, end);
    if (tag >= 0) return tag;
  }
  if (first === 84 && chain.labels === 2 && end - start === 9) {
    return emitId(scanner, 'attack', canonicaliseAttack(view.text(start, end)), start, end);
  }
  const isHexTriple = chain.labels === 3 && end - start === 14 && (chain.allBits & HEX) !== 0;
  if (!isHexTriple || (chain.anyBits & DIGIT) === 0) return -1;
  return emitId(scanner, 'mac', canonicaliseMac(view.text(start, end)), start, end);
}

function emitId(scanner: ScanState, rule: RuleName, id: CanonicalResult, start: number, end: number): number {
  if (!id.ok) return -1;
  scanner.sink.emit(rule, id.value, id.flags, start, end);
  return end;
}

/** Tags of Sigma rules: `attack.t1059.001`, `cve.2021.44228`, `cve.2021-44228`. */
function scanTag(scanner: ScanState, start: number, end: number): number {
  const { view } = scanner;
  if (startsWithWord(view, start, 'attack.')) {
    return emitId(scanner, 'attack', canonicaliseAttack(view.text(start + 7, end).toUpperCase()), start, end);
  }
  if (!startsWithWord(view, start, 'cve.')) return -1;
  return emitId(scanner, 'cve', canonicaliseCve(view.text(start, end).replaceAll('.', '-')), start, end);
}

const INNER_ID = /^cve-\d{4}-\d{4,19}/iu;

/** The id in the name of a detection or a file. */
function scanInnerCve(scanner: ScanState, start: number, name: KnownName): void {
  const id = INNER_ID.exec(name.text.slice(name.innerCve))?.[0] ?? '';
  const from = start + name.innerCve;
  emitId(scanner, 'cve', canonicaliseCve(id), from, from + id.length);
}

function scanText(scanner: ScanState, start: number, end: number, name: KnownName): number {
  const { chain } = scanner;
  const { text, lastDot, suffixKind: kind } = name;
  if (lastDot < 1) return chain.end;
  if (kind === ONION) return scanOnion(scanner, start, end, name.onion);
  if ((kind & (TOP_LEVEL | ALTERNATIVE)) !== 0 || (chain.isWide && /[^\0-\x7f]/u.test(text.slice(lastDot + 1)))) {
    return scanDomain(scanner, start, end, name);
  }
  if (kind === FILE_TYPE) return scanFileName(scanner, start, end, name);
  return scanRunTogether(scanner, start, text, lastDot);
}

function scanOnion(scanner: ScanState, start: number, end: number, onion: CanonicalResult): number {
  const { chain, sink } = scanner;
  if (!onion.ok) return chain.end;
  const path = scanTail(scanner, start, end);
  if (path >= 0) return path;
  sink.emit('onion', onion.value, onion.flags, start, end);
  return chain.end;
}

/** `evil.com-based` talks about the host. */
const COMPOUND =
  /^([a-z]{2,18})-(?:based|like|hosted|related|owned|registered|themed|style|controlled|linked|associated)$/iu;

/** A name with something of the sentence at its end: `evil.com-based`, or `evil.com.The` where a blank is missing. */
function scanRunTogether(scanner: ScanState, start: number, text: string, dot: number): number {
  const { chain } = scanner;
  if (!isUpper(text.charCodeAt(dot + 1)) && !text.includes('-', dot)) return chain.end;
  const suffix = COMPOUND.exec(text.slice(dot + 1))?.[1];
  const length = suffix === undefined ? sentenceEnd(text, dot) : dot + 1 + suffix.length;
  const name = text.slice(0, length);
  if (!isTopLevelDomain(name.slice(name.lastIndexOf('.') + 1).toLowerCase())) return chain.end;
  const end = start + length;
  return Math.max(scanDomain(scanner, start, end, knownName(scanner.view, start, end)), chain.end);
}

function isUpper(code: number): boolean {
  return code >= 65 && code <= 90;
}

/** Length of the name before the full stop of a sentence, 0 when the last label starts none. */
function sentenceEnd(text: string, dot: number): number {
  const name = text.slice(0, dot);
  const isSentence = /^[A-Z][a-z]*$/u.test(text.slice(dot + 1)) && name === name.toLowerCase();
  return isSentence && isClassicSuffix(name.slice(name.lastIndexOf('.') + 1)) && !startsPackage(name) ? dot : 0;
}

const RULE_OF: Readonly<Record<NameVerdict, RuleName>> = {
  domain: 'domain',
  ambiguous_filename: 'domainAmbiguous',
  code_like: 'domainAmbiguous',
  av_name: 'domainAmbiguous',
  ambiguous: 'domainAmbiguous',
};

function scanDomain(scanner: ScanState, start: number, end: number, name: KnownName): number {
  const { chain, view, sink } = scanner;
  const { domain, text } = name;
  if (!domain.ok || (view.at(end) === 43 && isLocalPart(view, end))) return chain.end;
  const isDefanged = view.isDefanged(start, end);
  const verdict = isDefanged || isWww(text) ? 'domain' : verdictOn(scanner, name, start, end);
  if (verdict !== 'domain') {
    emitUnlikely(scanner, verdict, domain, start, end, text);
    return chain.end;
  }
  const path = scanTail(scanner, start, end);
  if (path >= 0) return path;
  sink.emit(domainRule(text, isDefanged), domain.value, domain.flags, start, end, null, text);
  scanner.hostEnd = end;
  return chain.end;
}

const MAX_LOCAL_LENGTH = 64;

/** `brian.cook.dev+hr@evil.com`: what stands before the plus sign begins a mailbox's name. */
function isLocalPart(view: TextView, from: number): boolean {
  let at = from;
  while (at - from < MAX_LOCAL_LENGTH && isLocalUnit(view.at(at))) at += 1;
  return view.at(at) === 64 && isHostUnit(view.at(at + 1));
}

/** Nobody defangs a file name; for any other name its own verdict counts, and what the text says about it. */
function verdictOn(scanner: ScanState, name: KnownName, start: number, end: number): NameVerdict {
  const { view } = scanner;
  const verdict = name.verdict(view.at(start - 1), view.at(end), view.at(end + 1));
  if (verdict === 'domain') {
    const isCode = name.mayBeMember && standsInCode(view, start, end) && !isHostContext(scanner, start, end);
    return isCode ? 'code_like' : verdict;
  }
  return isHostContext(scanner, start, end) && !isSourceFile(name.text) ? 'domain' : verdict;
}

const HOST_LABELS: ReadonlySet<string> = new Set(
  'domain domains host hosts hostname hostnames fqdn c2 c2s c&c cnc url urls dns site sites website domain_name domain_port'.split(
    ' ',
  ),
);

/** A port, a path, a label such as `domain:` or `host=`, or a host on the line before say that an ambiguous name is a host. */
function isHostContext(scanner: ScanState, start: number, end: number): boolean {
  const { view } = scanner;
  const before = view.at(start - 1);
  if (continuesAsUrl(view, start, end)) return true;
  if (before === 44 || before === 58 || before === 61 || view.at(start - 2) === 58)
    return HOST_LABELS.has(wordBefore(view, start));
  const isAlone = isLineStart(view, start) && (view.at(end) === 10 || view.at(end) === 13 || view.at(end) === 0);
  return isAlone && scanner.hostEnd > 0 && start - scanner.hostEnd <= 2;
}

function continuesAsUrl(view: TextView, start: number, end: number): boolean {
  const next = view.at(end + 1);
  if (view.at(end) === 58) return isDigit(next);
  const before = view.at(start - 1);
  const isFolder = before === 92 || (before === 47 && view.at(start - 2) !== 47);
  return view.at(end) === 47 && !isFolder && isAlnum(next);
}

function domainRule(text: string, isDefanged: boolean): RuleName {
  if (isDefanged) return 'domainDefanged';
  return startsWithWww(text) && text.charCodeAt(3) === 46 ? 'domainWww' : RULE_OF.domain;
}

function emitUnlikely(
  scanner: ScanState,
  verdict: Exclude<NameVerdict, 'domain'>,
  domain: Canonical,
  start: number,
  end: number,
  text: string,
): void {
  const { sink } = scanner;
  const isFile = verdict === 'ambiguous_filename' && start >= scanner.urlEnd;
  const file = isFile ? canonicaliseFileName(text) : undefined;
  if (file?.ok === true) sink.emit('fileNameAmbiguous', file.value, ['ambiguous_filename'], start, end);
  sink.emit(RULE_OF[verdict], domain.value, [...domain.flags, verdict], start, end);
}

/** A port and a path after a host make it a URL; a port alone is left. -1 when there is no path. */
function scanTail(scanner: ScanState, start: number, end: number): number {
  const { view, chain } = scanner;
  if (end !== chain.end) return -1;
  let at = end;
  if (view.at(at) === 58 && isDigit(view.at(at + 1))) {
    at += 1;
    while (at - end < 7 && isDigit(view.at(at))) at += 1;
    if (parsePort(view.text(end + 1, at)) === undefined) return -1;
  }
  return view.at(at) === 47 ? scanHostPath(scanner, start, at) : -1;
}
