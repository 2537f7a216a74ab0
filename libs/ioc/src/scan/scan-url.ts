import { asciiSet, classOf, isAlnum, isIn, LOWER, WORD } from '../chars';
import { isFileExtension } from '../artefacts/file-extensions';
import { isAlternativeRoot } from '../names/domain';
import { isTopLevelDomain } from '../names/public-suffix';
import { ALTERNATIVE, ONION, suffixKind, TOP_LEVEL } from '../names/suffix-kind';
import { canonicaliseUrl, hostOfUrl, isUrlScheme } from '../names/url';
import { parseIpv4 } from '../network/ipv4-text';
import { plainScheme } from '../refang/schemes';
import type { TextView } from '../refang/text-view';
import type { Canonical, IndicatorFlag } from '../vocabulary';
import { MAX_INDICATOR_LENGTH } from '../vocabulary';
import type { RuleName } from './rules';
import type { ScanState } from './scan-state';
import { trimUrl, urlRunEnd } from './url-end';
import { scanEncodedUrls } from './scan-encoded-url';

/** Starts tried inside one run of URL characters. */
const MAX_NESTED_URLS = 4;
const MAX_AUTHORITY_LENGTH = 512;
const MAX_SCHEME_LENGTH = 14;
const MAX_HOST_LENGTH = 253;

/** Start of the scheme that ends at `colon`: the whole word, or its known ending where words ran together. */
function schemeStart(view: TextView, lowest: number, colon: number): number {
  const usual = usualStart(view, colon);
  return usual === lowest && view.at(usual - 1) !== 43 ? usual : anySchemeStart(view, lowest, colon);
}

function anySchemeStart(view: TextView, lowest: number, colon: number): number {
  let from = colon;
  while (from > lowest && colon - from < MAX_SCHEME_LENGTH && isSchemeUnit(view.at(from - 1))) from -= 1;
  const word = view.text(from, colon).toLowerCase();
  const plus = view.at(from - 1) === 43 ? word : undefined;
  if (plus !== undefined && isStratum(view, from)) return from - 8;
  if (isUrlScheme(`${plainScheme(word) ?? word}:`)) return from;
  for (const known of ['https', 'http', 'ftp']) {
    if (word.endsWith(known)) return colon - known.length;
  }
  return -1;
}

/** Where `http` or `https` before the colon starts, -1 for any other word. */
function usualStart(view: TextView, colon: number): number {
  const from = view.at(colon - 1) === 115 ? colon - 5 : colon - 4;
  return isHttp(view, from) ? from : -1;
}

function isHttp(view: TextView, at: number): boolean {
  return view.at(at) === 104 && view.at(at + 1) === 116 && view.at(at + 2) === 116 && view.at(at + 3) === 112;
}

function isStratum(view: TextView, from: number): boolean {
  return view.text(Math.max(from - 8, 0), from).toLowerCase() === 'stratum+';
}

function isSchemeUnit(code: number): boolean {
  return isAlnum(code) || code === 43;
}

const AUTHORITY_ENDS = asciiSet('/?#"<\\');

/** Can what follows `://` be a public host? Cheap, so that texts full of `http://` cost nothing. */
function startsHost(view: TextView, from: number): boolean {
  let at = from;
  let hostStart = from;
  const stop = Math.min(view.length, from + MAX_AUTHORITY_LENGTH);
  while (at < stop && view.at(at) > 32 && !isIn(AUTHORITY_ENDS, view.at(at))) {
    if (view.at(at) === 64) hostStart = at + 1;
    at += 1;
  }
  if (view.at(hostStart) === 91) return true;
  let hostEnd = hostStart;
  while (hostEnd < at && view.at(hostEnd) !== 58) hostEnd += 1;
  const suffix = plainSuffixStart(view.chars, hostStart, hostEnd);
  if (suffix < 0) return hasKnownSuffix(view.text(hostStart, hostEnd).toLowerCase());
  return (suffixKind(view.text(suffix, hostEnd)) & HOST_SUFFIX) !== 0;
}

const HOST_SUFFIX = TOP_LEVEL | ALTERNATIVE | ONION;

/** Start of the last label in the usual case: nothing around the name, and small letters after its last dot. Otherwise -1. */
function plainSuffixStart(chars: Uint16Array, from: number, to: number): number {
  let last = to;
  while (last > from && (classOf(chars[last - 1] ?? 0) & LOWER) !== 0) last -= 1;
  if (last === to || last <= from || chars[last - 1] !== 46) return -1;
  for (let at = from; at < last; at++) {
    const code = chars[at] ?? 0;
    if (code !== 46 && (classOf(code) & WORD) === 0) return -1;
  }
  return last;
}

function hasKnownSuffix(host: string): boolean {
  const bare = trimHost(host);
  const last = bare.slice(bare.lastIndexOf('.') + 1);
  if (/^(?:\d{1,10}|0x[0-9a-f]{1,8})$/u.test(last)) return true;
  if (bare.length === last.length) return false;
  return isTopLevelDomain(last) || isAlternativeRoot(last) || last === 'onion' || /[^\0-\x7f]|%/u.test(last);
}

/** What a sentence leaves at the end of a URL without a path. */
function trimHost(host: string): string {
  let end = host.length;
  while (end > 0 && !isAlnum(host.charCodeAt(end - 1)) && host.charCodeAt(end - 1) < 128) end -= 1;
  let at = 0;
  while (at < end && (isAlnum(host.charCodeAt(at)) || '.-_%'.includes(host.charAt(at)) || host.charCodeAt(at) > 127))
    at += 1;
  return host.slice(0, at).replace(/\.$/u, '');
}

/** The chain ends at `://`. Answers where to go on, -1 when no URL starts here. */
export function scanUrl(scanner: ScanState): number {
  const { chain, view } = scanner;
  const colon = chain.end;
  const from = schemeStart(view, chain.lastStart, colon);
  if (from < 0 || !startsHost(view, colon + 3)) return -1;
  const run = runFor(scanner, from, colon + 3);
  if (run < 0) return colon + 3;
  const end = trimUrl(view, colon + 3, isPercentEncoded(view, colon) ? valueEnd(view, colon, run) : run);
  scanner.steps += end - from;
  // A disguise whose colon was encoded passed the normaliser: `hxxp&#58;//evil.com`.
  const url = canonicaliseUrl(urlText(view, from, colon, end));
  if (!url.ok) return colon + 3;
  emitUrl(scanner, url, from, end, scanner.urlStarts > 1 ? 'urlInside' : 'url');
  return afterUrl(scanner, colon + 3, end);
}

/** `u=http%3A%2F%2Fevil.com%2Fa&x=1`: the URL was written as the value of a form. */
function isPercentEncoded(view: TextView, at: number): boolean {
  return sourceUnit(view, at) === 37;
}

function sourceUnit(view: TextView, at: number): number {
  return view.source.charCodeAt(view.sourceStart(at) - view.sourceBase);
}

/** Such a value ends at the first ampersand that was not encoded. */
function valueEnd(view: TextView, from: number, run: number): number {
  let at = from;
  while (at < run && !(view.at(at) === 38 && sourceUnit(view, at) === 38)) at += 1;
  return at;
}

function urlText(view: TextView, from: number, colon: number, end: number): string {
  if (usualStart(view, colon) === from) return view.text(from, end);
  const scheme = view.text(from, colon);
  return (plainScheme(scheme) ?? scheme) + view.text(colon, end);
}

/** End of the run the URL stands in; -1 when the run is too long or too many starts were tried in it. */
function runFor(scanner: ScanState, from: number, body: number): number {
  const { view } = scanner;
  if (from >= scanner.urlEnd && !enterRun(scanner, body, view.at(from - 1), hasBackslashes(view, body))) return -1;
  scanner.urlStarts += 1;
  if (scanner.urlStarts > MAX_NESTED_URLS) return -1;
  return scanner.urlStarts > 1 ? nestedEnd(scanner, from) : scanner.urlEnd;
}

/** Reads the run of URL characters from `body` on, once for all URLs that start in it. */
function enterRun(scanner: ScanState, body: number, opener: number, isBackslashed: boolean): boolean {
  const end = urlRunEnd(scanner.view, body, opener, isBackslashed);
  // A run longer than any hit holds no URL as far as it was read: starting over in it would read it again and again.
  scanner.urlEnd = end < 0 ? body + MAX_INDICATOR_LENGTH : end;
  scanner.urlStarts = end < 0 ? MAX_NESTED_URLS : 0;
  scanner.steps += scanner.urlEnd - body;
  return end >= 0;
}

/** `http:\\evil.com\x`: who writes backslashes after the colon writes them in the path too. */
function hasBackslashes(view: TextView, body: number): boolean {
  return view.source.charCodeAt(view.sourceEnd(body) - view.sourceBase - 1) === 92;
}

/** A URL that is a parameter of another one ends with the parameter. */
function nestedEnd(scanner: ScanState, from: number): number {
  const { view } = scanner;
  if (view.at(from - 1) === 95) return gatewayEnd(scanner, from);
  if (view.at(from - 1) !== 61) return scanner.urlEnd;
  let at = from;
  while (at < scanner.urlEnd && view.at(at) !== 38) at += 1;
  scanner.steps += at - from;
  return at;
}

/** `/v3/__https://evil.com/a__;!!AbC1!xyz$`: the gateway's marks are no part of the link it rewrote. */
function gatewayEnd(scanner: ScanState, from: number): number {
  const { view } = scanner;
  let at = from;
  while (at < scanner.urlEnd && !(view.at(at) === 95 && view.at(at + 1) === 95 && view.at(at + 2) === 59)) at += 1;
  scanner.steps += at - from;
  return at;
}

function emitUrl(scanner: ScanState, url: Canonical, from: number, end: number, rule: RuleName): void {
  const { sink } = scanner;
  const flags: readonly IndicatorFlag[] = rule === 'urlInside' ? [...url.flags, 'inside_url'] : url.flags;
  sink.emit(rule, url.value, flags, from, end);
  if (!sink.wantsDerived) return;
  const host = hostOfUrl(url.value);
  if (host === undefined) return;
  const parent = { type: 'url', value: url.value } as const;
  const hostFlags = url.flags.filter(
    (flag) => flag !== 'scheme_assumed' && flag !== 'credentials' && flag !== 'obfuscated_host',
  );
  const name = host.type === 'domain' ? 'domainOfUrl' : host.type;
  sink.emit(name, host.host, hostFlags, from, end, parent);
}

/** Looks for URLs inside the one just found, then goes on after it. */
function afterUrl(scanner: ScanState, body: number, end: number): number {
  const { view } = scanner;
  for (let at = body; at < end; at++) {
    if (scanner.urlStarts >= MAX_NESTED_URLS) break;
    const code = view.at(at);
    if (code === 58 && view.at(at + 1) === 47 && view.at(at + 2) === 47 && isAlnum(view.at(at - 1))) {
      scanner.chain.lastStart = body;
      scanner.chain.end = at;
      const next = scanUrl(scanner);
      return Math.max(next, end);
    }
    if (code === 37) at = scanEncodedUrls(scanner, body, at, end);
  }
  scanner.steps += end - body;
  return end;
}

/** A host with a path but no scheme: `evil.com/gate.php`. `hostEnd` may lie after a port. */
export function scanHostPath(scanner: ScanState, from: number, hostEnd: number): number {
  const { view } = scanner;
  const first = view.at(hostEnd + 1);
  if (!isPathStart(first) || from < scanner.urlEnd) return -1;
  if (!enterRun(scanner, hostEnd, view.at(from - 1), false)) return -1;
  const end = trimUrl(view, hostEnd, scanner.urlEnd);
  if (end <= hostEnd + 1 || isSecondHost(view.text(hostEnd + 1, end))) return -1;
  const url = canonicaliseUrl(`http://${view.text(from, end)}`);
  if (!url.ok) return -1;
  scanner.urlStarts = 1;
  emitUrl(scanner, { ...url, flags: [...url.flags, 'scheme_assumed'] }, from, end, 'urlSchemeless');
  return afterUrl(scanner, hostEnd, end);
}

/** `evil.com/8.8.8.8` and `evil.com/evil.net` list two hosts. */
function isSecondHost(path: string): boolean {
  if (path.length > MAX_HOST_LENGTH || !/^[\w-]+(?:\.[\w-]+)+$/u.test(path)) return false;
  const last = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
  return typeof parseIpv4(path) === 'number' || (isTopLevelDomain(last) && !isFileExtension(last));
}

const PATH_STARTS = asciiSet('%~_.?-+#@');

function isPathStart(code: number): boolean {
  return isAlnum(code) || isIn(PATH_STARTS, code);
}
