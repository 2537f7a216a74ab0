import { isAlnum, isDigit, isHex } from '../chars';
import { canonicaliseMac } from '../ids/catalogue-ids';
import { canonicaliseCidr, canonicaliseIpRange, canonicaliseIpv6Port, parsePort } from '../network/ip-block';
import { canonicaliseIpv6 } from '../network/ipv6';
import { isLabelUnit } from '../names/unicode-scripts';
import type { TextView } from '../refang/text-view';
import type { Canonical } from '../vocabulary';
import type { ScanState } from './scan-state';

const MAX_RUN_LENGTH = 64;
const MAC_LENGTH = 17;

function isRunUnit(code: number): boolean {
  return isHex(code) || code === 58 || code === 46;
}

function runEnd(view: TextView, from: number): number {
  let at = from;
  while (at - from <= MAX_RUN_LENGTH && isRunUnit(view.at(at))) at += 1;
  return at;
}

/** A run of hexadecimal digits and colons: MAC or IPv6 address, with prefix or without. -1 for anything else. */
export function scanColonRun(scanner: ScanState, from: number): number {
  const { view } = scanner;
  if (from < scanner.colonEnd && scanner.colonStarts >= 2) return -1;
  const run = runEnd(view, from);
  scanner.steps += run - from;
  scanner.colonStarts = from < scanner.colonEnd ? scanner.colonStarts + 1 : 1;
  scanner.colonEnd = run;
  const before = view.at(from - 1);
  const isInside = before === 46 || (before === 58 && !followsLabel(view, from - 1));
  if (run - from > MAX_RUN_LENGTH || isInside || !hasEnoughColons(view, from, run)) return -1;
  const end = trimRun(view, from, run);
  if (end - from === MAC_LENGTH && !isWordAfter(view, end)) {
    const mac = canonicaliseMac(view.text(from, end));
    if (mac.ok) {
      scanner.sink.emit('mac', mac.value, mac.flags, from, end);
      return end;
    }
  }
  return scanAddress(scanner, from, end);
}

const MAX_LABEL_LENGTH = 12;

/** `MAC:00:1b:…`, `ip6:2001:db8::/48`: is the word before the colon none that an address could hold? */
export function followsLabel(view: TextView, colon: number): boolean {
  const last = view.at(colon - 1);
  if (isLabelUnit(last) || last === 34 || last === 39) return true;
  for (let at = colon - 1; colon - at <= MAX_LABEL_LENGTH && isAlnum(view.at(at)); at--) {
    if (!isHex(view.at(at))) return true;
  }
  return false;
}

/** Five of them, or two in a row: clock times, the bulk of what gets here, have fewer. */
function hasEnoughColons(view: TextView, from: number, end: number): boolean {
  let count = 0;
  for (let at = from; at < end; at++) {
    if (view.at(at) !== 58) continue;
    count += 1;
    if (count === MIN_COLONS - 1 || view.at(at + 1) === 58) return true;
  }
  return false;
}

function isWordAfter(view: TextView, at: number): boolean {
  const code = view.at(at);
  return isAlnum(code) || code === 95 || ((code === 45 || code === 58) && isAlnum(view.at(at + 1)));
}

/** The colon or dot that ends a sentence is no part of the address; `::` is. */
function trimRun(view: TextView, from: number, end: number): number {
  let at = end;
  while (at > from && view.at(at - 1) === 46) at -= 1;
  if (view.at(at - 1) === 58 && view.at(at - 2) !== 58) at -= 1;
  return at;
}

/** An address has a group of digits in it or is long; `dead::beef` alone is a word pair of a programming language. */
function isPlausible(text: string): boolean {
  // Clock times are the bulk of what gets here: three groups without a gap.
  if (text.length < 3 || (!text.includes('::') && colonsIn(text) < MIN_COLONS) || !/\d/u.test(text)) return false;
  // Eight pairs are eight bytes of a fingerprint or a serial number.
  return !/^(?:[0-9a-f]{2}:){7}[0-9a-f]{2}$/iu.test(text);
}

/** Seven without a gap, six before an embedded IPv4 address. */
const MIN_COLONS = 6;

function colonsIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf(':'); at >= 0; at = text.indexOf(':', at + 1)) count += 1;
  return count;
}

function scanAddress(scanner: ScanState, from: number, end: number): number {
  const { view, sink } = scanner;
  const text = view.text(from, end);
  if (!isPlausible(text)) return -1;
  const address = canonicaliseIpv6(text);
  if (!address.ok) return -1;
  if (view.at(end) === 47 && isDigit(view.at(end + 1))) return scanPrefix(scanner, from, end, address);
  const range = scanRange(scanner, from, end);
  if (range >= 0) return range;
  const zone = zoneEnd(view, end);
  if (zone === end && isWordAfter(view, end)) return -1;
  const flags = zone > end ? [...address.flags, 'zone_id' as const] : address.flags;
  sink.emit('ipv6', address.value, flags, from, zone);
  return zone;
}

/** Two addresses with a dash between, with blanks around it or without; -1 for anything else. */
function scanRange(scanner: ScanState, from: number, end: number): number {
  const { view, sink } = scanner;
  const isSpaced = view.at(end) === 32 && view.at(end + 1) === 45 && view.at(end + 2) === 32;
  if (!isSpaced && view.at(end) !== 45) return -1;
  const second = isSpaced ? end + 3 : end + 1;
  const stop = trimRun(view, second, runEnd(view, second));
  scanner.steps += stop - end;
  const text = view.text(second, stop);
  if (!text.includes(':') || stop - second > MAX_RUN_LENGTH || isWordAfter(view, stop)) return -1;
  const range = canonicaliseIpRange(view.text(from, stop));
  if (!range.ok) return -1;
  sink.emit('ipRange', range.value, range.flags, from, stop);
  return stop;
}

/** `%eth0` after a link-local address. */
function zoneEnd(view: TextView, end: number): number {
  if (view.at(end) !== 37 || !isAlnum(view.at(end + 1))) return end;
  let at = end + 1;
  while (at - end < 17 && isAlnum(view.at(at))) at += 1;
  return at;
}

function scanPrefix(scanner: ScanState, from: number, end: number, address: Canonical): number {
  const { view, sink } = scanner;
  let at = end + 1;
  while (at - end < 5 && isDigit(view.at(at))) at += 1;
  const block = isAlnum(view.at(at)) ? undefined : canonicaliseCidr(view.text(from, at));
  if (block?.ok === true) {
    sink.emit('cidr', block.value, block.flags, from, at);
    return at;
  }
  sink.emit('ipv6', address.value, address.flags, from, end);
  return end;
}

/** An address that starts with `::`. */
export function scanLeadingColons(scanner: ScanState): number {
  const isAddress = isHex(scanner.view.at(scanner.at + 2)) && scanner.view.at(scanner.at - 1) !== 58;
  return isAddress ? scanColonRun(scanner, scanner.at) : -1;
}

/** `[2001:db8::1]:443`; the address alone in brackets is left to the other readers. */
export function scanBracketedAddress(scanner: ScanState): number {
  const { view, sink, at } = scanner;
  const first = view.at(at + 1);
  if (!isHex(first) && first !== 58) return -1;
  const end = runEnd(view, at + 1);
  scanner.steps += end - at;
  if (view.at(end) !== 93 || view.at(end + 1) !== 58 || !isDigit(view.at(end + 2))) return -1;
  let portEnd = end + 2;
  while (portEnd - end < 8 && isDigit(view.at(portEnd))) portEnd += 1;
  if (parsePort(view.text(end + 2, portEnd)) === undefined) return -1;
  const socket = canonicaliseIpv6Port(view.text(at, portEnd));
  const address = canonicaliseIpv6(view.text(at + 1, end));
  if (!socket.ok || !address.ok) return -1;
  sink.emit('ipv6Port', socket.value, socket.flags, at, portEnd);
  const parent = { type: 'ipv6_port', value: socket.value } as const;
  sink.emit('ipv6OfSocket', address.value, address.flags, at + 1, end, parent);
  return portEnd;
}
