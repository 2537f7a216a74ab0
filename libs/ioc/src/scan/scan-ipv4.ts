import { isAlnum, isDigit } from '../chars';
import { canonicaliseCidr, canonicaliseIpRange, canonicaliseIpv4Port, parsePort } from '../network/ip-block';
import { scopeFlags4 } from '../network/ip-scope';
import type { TextView } from '../refang/text-view';
import type { Canonical } from '../vocabulary';
import { isLineStart, startsWithWord } from './context';
import { knownAddress } from './known-address';
import { isBeforePort } from './unwanted-quad';
import { isNamedRelease } from './small-numbers';
import { isVersion } from './version-like';
import { scanHostPath } from './scan-url';
import type { ScanState } from './scan-state';

/** Does nothing follow that would make more of the address: a port, a prefix length, a path, a range? */
function isAlone(view: TextView, end: number): boolean {
  const next = view.at(end);
  if (next === 32) return view.at(end + 1) !== 45;
  return next !== 45 && next !== 47 && next !== 58 && !isAlnum(next);
}

function quadEnd({ quad, view }: ScanState, from: number): number {
  return quad.read(view.chars, from) ? quad.end : -1;
}

/** Reads an address at the chain's start. Answers where to go on, -1 when the chain must be read as a name. */
export function scanIpv4(scanner: ScanState): number {
  const { chain, view } = scanner;
  const { quad } = scanner;
  if (!quad.read(view.chars, chain.start) || quad.value < 0) return -1;
  const { end, value } = quad;
  const next = view.at(end);
  if (next === 46 && end < chain.end) return scanDottedPort(scanner, end);
  const flags = scopeFlags4(value);
  const isMere = end === chain.end && (isAlone(view, end) || isBeforePort(view.chars, end));
  if (isMere && !scanner.sink.isWanted('ipv4', flags)) return end;
  return scanAddress(scanner, knownAddress(value, view, chain.start, end), end);
}

function scanAddress(scanner: ScanState, address: Canonical, end: number): number {
  const { chain, view } = scanner;
  const next = view.at(end);
  if (next === 45) return scanTightRange(scanner, address, end);
  if (end < chain.end || isAlnum(next)) return -1;
  if (next === 47) return scanSlash(scanner, address, end);
  if (next === 58) return scanSocket(scanner, address, end);
  const range = next === 32 ? scanSpacedRange(scanner, end) : -1;
  if (range >= 0) return range;
  emitAddress(scanner, address, end);
  return end;
}

function emitAddress(scanner: ScanState, address: Canonical, end: number): void {
  const { chain, view, sink } = scanner;
  const from = chain.start;
  const { value, flags } = address;
  if (view.isDefanged(from, end)) sink.emit('ipv4Defanged', value, flags, from, end);
  else if (isNetmask(value)) sink.emit('ipv4Netmask', value, [...flags, 'ambiguous'], from, end);
  else if (isVersion(scanner, from, end) || isContentsLine(view, from, end) || isNamedRelease(view, from, value)) {
    sink.emit('ipv4Version', value, [...flags, 'version_like'], from, end);
    scanner.versionEnd = end;
  } else if (isChapter(view, from, end)) sink.emit('ipv4Chapter', value, flags, from, end);
  else sink.emit('ipv4', value, flags, from, end, null, value);
}

/** `255.255.255.0`: ones, then zeros. */
function isNetmask(value: string): boolean {
  return value.startsWith('255.') && /^255\.(?:255\.){0,2}(?:128|192|224|240|248|252|254|0)(?:\.0)*$/u.test(value);
}

/** `1.2.3.4 Introduction` at the start of a line numbers a heading. */
function isChapter(view: TextView, from: number, end: number): boolean {
  if (end - from !== 7 || view.at(end) !== 32) return false;
  const after = view.at(end + 1);
  return after >= 65 && after <= 90 && isLineStart(view, from);
}

/** `1.2.3.4 Introduction ......... 9` stands in a table of contents. */
function isContentsLine(view: TextView, from: number, end: number): boolean {
  if (!isChapter(view, from, end)) return false;
  return /^[^\r\n]{1,120}?(?:\.{5}|…{3}|(?:\. ){4})/u.test(
    view.text(end, Math.min(end + MAX_TITLE_LENGTH, view.length)),
  );
}

const MAX_TITLE_LENGTH = 160;

function scanSlash(scanner: ScanState, address: Canonical, end: number): number {
  const { chain, view, sink } = scanner;
  let at = end + 1;
  while (at - end < 6 && isDigit(view.at(at))) at += 1;
  const isPrefix = at > end + 1 && at - end <= 3 && !isPathUnit(view, at);
  const block = isPrefix ? canonicaliseCidr(view.text(chain.start, at)) : undefined;
  if (block?.ok === true) {
    sink.emit('cidr', block.value, block.flags, chain.start, at);
    return at;
  }
  // `203.0.113.7/443` of a connection log names a port.
  const isNumber = at > end + 1 && !isPathUnit(view, at);
  const path = isNumber || startsProtocol(view, end + 1) ? -1 : scanHostPath(scanner, chain.start, end);
  if (path >= 0) return path;
  emitAddress(scanner, address, end);
  return end;
}

function isPathUnit(view: TextView, at: number): boolean {
  const code = view.at(at);
  if (isAlnum(code) || code === 47 || code === 95 || code === 45) return true;
  return (code === 46 || code === 63) && isAlnum(view.at(at + 1));
}

function scanSocket(scanner: ScanState, address: Canonical, end: number): number {
  const { chain, view } = scanner;
  let at = end + 1;
  while (at - end < 7 && isDigit(view.at(at))) at += 1;
  const port = parsePort(view.text(end + 1, at));
  if (port === undefined || isAlnum(view.at(at))) {
    emitAddress(scanner, address, end);
    return end;
  }
  const next = view.at(at);
  const isPath = (next === 47 && !startsProtocol(view, at + 1)) || next === 63;
  const path = isPath ? scanHostPath(scanner, chain.start, at) : -1;
  if (path >= 0) return path;
  if (scanner.sink.isWanted('ipv4', address.flags)) emitSocket(scanner, view.text(chain.start, at), end, at);
  return at;
}

/** `203.0.113.7.51822 > 203.0.113.9.443:`, the way of packet dumps to write ports. -1 for longer chains of numbers. */
function scanDottedPort(scanner: ScanState, end: number): number {
  const { chain, view } = scanner;
  const isFlow =
    (view.at(chain.end) === 32 && view.at(chain.end + 1) === 62) ||
    (view.at(chain.start - 1) === 32 && view.at(chain.start - 2) === 62);
  const port = isFlow && chain.labels === 5 ? parsePort(view.text(end + 1, chain.end)) : undefined;
  if (port === undefined) return -1;
  emitSocket(scanner, `${view.text(chain.start, end)}:${port}`, end, chain.end);
  return chain.end;
}

function emitSocket(scanner: ScanState, text: string, end: number, stop: number): void {
  const { chain, sink } = scanner;
  const socket = canonicaliseIpv4Port(text);
  if (!socket.ok) return;
  const address = socket.value.slice(0, socket.value.indexOf(':'));
  sink.emit('ipv4Port', socket.value, socket.flags, chain.start, stop);
  const parent = { type: 'ipv4_port', value: socket.value } as const;
  sink.emit('ipv4OfSocket', address, socket.flags, chain.start, end, parent);
}

/** `203.0.113.7:8443/tcp`, `203.0.113.7/udp` */
function startsProtocol(view: TextView, at: number): boolean {
  const isProtocol = startsWithWord(view, at, 'tcp') || startsWithWord(view, at, 'udp');
  return isProtocol && !isPathUnit(view, at + 3);
}

/** `1.2.3.4-1.2.3.20` and `1.2.3.4-20`; anything else after the dash makes it a name such as `1.2.3.4-rc1`. */
function scanTightRange(scanner: ScanState, address: Canonical, end: number): number {
  const { chain, view } = scanner;
  const after = end + 1;
  if (!isDigit(view.at(after))) {
    if (chain.end > after) return -1;
    emitAddress(scanner, address, end);
    return end;
  }
  const last = quadEnd(scanner, after);
  const stop = last < 0 ? octetEnd(view, after) : last;
  if (stop !== chain.end) return -1;
  return emitRange(scanner, stop) ? stop : bothEnds(scanner, address, end, last);
}

function octetEnd(view: TextView, from: number): number {
  let at = from;
  while (at - from < 4 && isDigit(view.at(at))) at += 1;
  return at;
}

/** Two addresses with a dash that are no range are two addresses. */
function bothEnds(scanner: ScanState, address: Canonical, end: number, last: number): number {
  if (last < 0) return -1;
  emitAddress(scanner, address, end);
  return end + 1;
}

function emitRange(scanner: ScanState, stop: number): boolean {
  const { chain, view, sink } = scanner;
  const text = view.text(chain.start, stop);
  const range = canonicaliseIpRange(text);
  if (!range.ok || !isNarrow(range.value)) return false;
  sink.emit('ipRange', range.value, range.flags, chain.start, stop);
  return true;
}

/** Ends in different /8 networks are two hosts of a connection, not a range. */
function isNarrow(range: string): boolean {
  const [first = '', last = ''] = range.split('-');
  return first.split('.')[0] === last.split('.')[0];
}

function scanSpacedRange(scanner: ScanState, end: number): number {
  const { view } = scanner;
  if (view.at(end + 1) !== 45 || view.at(end + 2) !== 32 || !isDigit(view.at(end + 3))) return -1;
  const stop = quadEnd(scanner, end + 3);
  const next = view.at(stop);
  if (stop < 0 || isAlnum(next) || (next === 46 && isDigit(view.at(stop + 1)))) return -1;
  const first = view.text(scanner.chain.start, end).split('.').slice(0, 2).join('.');
  if (!view.text(end + 3, stop).startsWith(`${first}.`)) return -1;
  return emitRange(scanner, stop) ? stop : -1;
}
