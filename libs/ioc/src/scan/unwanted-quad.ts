import { isAlnum, isDigit } from '../chars';
import { scopeFlags4 } from '../network/ip-scope';
import type { ScanState } from './scan-state';
import { endsNumber } from './unit-kinds';

/**
 * End of an address that nobody asked for, of a private network as a rule, where it stands alone or before a port; -1
 * for anything else. In the logs of a network every second address is one.
 */
export function unwantedQuadEnd(scanner: ScanState, chars: Uint16Array, from: number): number {
  const { quad, sink } = scanner;
  if (!quad.read(chars, from) || quad.value < 0 || sink.isWanted('ipv4', scopeFlags4(quad.value))) return -1;
  const code = chars[quad.end] ?? 0;
  const next = chars[quad.end + 1] ?? 0;
  if (code === 47) return isBeforePort(chars, quad.end) ? quad.end : -1;
  // A dash behind a blank may join two addresses to a range.
  return endsNumber(code, next) && (code !== 32 || next !== 45) ? quad.end : -1;
}

const MIN_PORT_DIGITS = 3;
const MAX_PORT_DIGITS = 5;

/** Does `/51822` of a connection log follow? Two digits may be the length of a prefix. */
export function isBeforePort(chars: Uint16Array, end: number): boolean {
  if (chars[end] !== 47) return false;
  const from = end + 1;
  let at = from;
  while (at - from <= MAX_PORT_DIGITS && isDigit(chars[at] ?? 0)) at += 1;
  if (at - from < MIN_PORT_DIGITS || at - from > MAX_PORT_DIGITS) return false;
  const code = chars[at] ?? 0;
  const next = chars[at + 1] ?? 0;
  return code !== 47 && !(code === 63 && isAlnum(next)) && endsNumber(code, next);
}
