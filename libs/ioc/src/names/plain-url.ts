import { asciiSet, isDigit, isIn } from '../chars';
import { canonicaliseIpv4 } from '../network/ipv4';
import { parsePort } from '../network/ip-block';
import { accept } from '../refusal';
import type { Canonical } from '../vocabulary';
import { canonicaliseDomain } from './domain';

const HOST = asciiSet('abcdefghijklmnopqrstuvwxyz0123456789.-_');
const NAME = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~';
/** Characters that the WHATWG parser leaves alone in a path, a query and a fragment. */
const PATH = asciiSet(`${NAME}!$&'()*+,;=:@/%[]`);
const QUERY = asciiSet(`${NAME}!$&()*+,;=:@/%?[]`);
const FRAGMENT = asciiSet(`${NAME}!$&'()*+,;=:@/%?[]#`);

/**
 * The canonical form of a URL that is its own canonical form but for a missing slash after the host: `http` or `https`, a
 * lower-case name or a dotted address, no credentials, nothing to resolve or to encode. Undefined for every other URL,
 * good or bad: those are the platform parser's business.
 */
export function canonicalisePlainUrl(text: string): Canonical | undefined {
  const from = hostStart(text);
  if (from < 0) return undefined;
  let hostEnd = from;
  while (hostEnd < text.length && isIn(HOST, text.charCodeAt(hostEnd))) hostEnd += 1;
  const pathStart = portEnd(text, hostEnd, from === HTTPS_START ? 443 : 80);
  if (pathStart < 0 || !isPlainTail(text, pathStart)) return undefined;
  const host = plainHost(text.slice(from, hostEnd));
  if (host === undefined) return undefined;
  return accept(pathStart === text.length ? `${text}/` : text, host.flags);
}

const HTTP_START = 7;
const HTTPS_START = 8;

function hostStart(text: string): number {
  if (text.startsWith('http://')) return HTTP_START;
  return text.startsWith('https://') ? HTTPS_START : -1;
}

/** Where the path starts after a port that is written as it would be serialised, -1 for any other port. */
function portEnd(text: string, hostEnd: number, usual: number): number {
  if (text.charCodeAt(hostEnd) !== 58) return hostEnd;
  let at = hostEnd + 1;
  while (at < text.length && isDigit(text.charCodeAt(at))) at += 1;
  const port = parsePort(text.slice(hostEnd + 1, at));
  return port === undefined || port === usual ? -1 : at;
}

/** Only hosts whose canonical form is as written; the trailing dot, A-labels and onion addresses are not among them. */
function plainHost(host: string): Canonical | undefined {
  const last = host.charCodeAt(host.length - 1);
  if (last === 46 || host.includes('xn--')) return undefined;
  const canonical = isDigit(last) ? canonicaliseIpv4(host) : canonicaliseDomain(host);
  return canonical.ok && canonical.value === host ? canonical : undefined;
}

/** Is everything from the path on left alone by the parser? */
function isPlainTail(text: string, from: number): boolean {
  if (from === text.length) return true;
  if (text.charCodeAt(from) !== 47) return false;
  const pathEnd = plainEnd(text, from, PATH);
  if (pathEnd < 0 || hasDotSegment(text, from, pathEnd)) return false;
  const queryEnd = text.charCodeAt(pathEnd) === 63 ? plainEnd(text, pathEnd + 1, QUERY) : pathEnd;
  // The serialised form drops an empty query and an empty fragment.
  if (queryEnd < 0 || queryEnd === pathEnd + 1) return false;
  if (queryEnd === text.length) return true;
  return text.charCodeAt(queryEnd) === 35 && queryEnd + 1 < text.length && plainEnd(text, queryEnd + 1, FRAGMENT) > 0;
}

/** End of the run of characters in the table: the text's end, a `?` or a `#`; -1 when another character ends it. */
function plainEnd(text: string, from: number, table: Uint8Array): number {
  let at = from;
  while (at < text.length && isIn(table, text.charCodeAt(at))) at += 1;
  const code = at < text.length ? text.charCodeAt(at) : 35;
  return code === 63 || code === 35 ? at : -1;
}

/** May a segment be `.` or `..`, encoded or not? */
function hasDotSegment(text: string, from: number, to: number): boolean {
  for (let at = text.indexOf('/', from); at >= 0 && at < to; at = text.indexOf('/', at + 1)) {
    const next = text.charCodeAt(at + 1);
    if (next === 46 || next === 37) return true;
  }
  return false;
}
