import { parseUrl } from './platform-url';
import { isNonAscii } from './unicode-scripts';

const BASE = 36;
const T_MIN = 1;
const T_MAX = 26;
const SKEW = 38;
const DAMP = 700;
const INITIAL_BIAS = 72;
const INITIAL_N = 128;
const MAX_CODE_POINT = 0x10ffff;

/** A host as A-labels in lower case (UTS 46 through the platform's URL parser), undefined when it cannot be one. */
export function toAscii(host: string): string | undefined {
  if (!isNonAscii(host)) return host.toLowerCase();
  // A character that ends a host would cut the name short without an error.
  if (/[/?#@:\\%[\]\s]/u.test(host)) return undefined;
  const hostname = parseUrl(`http://${host}/`)?.hostname ?? '';
  return hostname === '' ? undefined : hostname;
}

/**
 * A domain with its A-labels turned into Unicode; labels that do not decode stay as they are.
 *
 * @example toUnicode('xn--bcher-kva.de') // 'bücher.de'
 */
export function toUnicode(domain: string): string {
  if (!domain.includes('xn--') && !domain.includes('XN--')) return domain;
  return domain
    .split('.')
    .map((label) => (label.toLowerCase().startsWith('xn--') ? (decodePunycode(label.slice(4)) ?? label) : label))
    .join('.');
}

/** RFC 3492 section 6.2; undefined where the input is not valid Punycode. */
function decodePunycode(input: string): string | undefined {
  const lastDash = input.lastIndexOf('-');
  const output = lastDash > 0 ? Array.from(input.slice(0, lastDash), (character) => character.charCodeAt(0)) : [];
  let n = INITIAL_N;
  let i = 0;
  let bias = INITIAL_BIAS;
  let index = lastDash > 0 ? lastDash + 1 : 0;
  while (index < input.length) {
    const integer = decodeInteger(input, index, bias);
    if (integer === undefined) return undefined;
    const length = output.length + 1;
    bias = adapt(integer.value, length, i === 0 && output.length === (lastDash > 0 ? lastDash : 0));
    i += integer.value;
    n += Math.floor(i / length);
    i %= length;
    if (n > MAX_CODE_POINT) return undefined;
    output.splice(i, 0, n);
    i += 1;
    index = integer.next;
  }
  return String.fromCodePoint(...output);
}

function decodeInteger(input: string, from: number, bias: number): { value: number; next: number } | undefined {
  let value = 0;
  let weight = 1;
  let index = from;
  for (let k = BASE; ; k += BASE) {
    const digit = index < input.length ? digitOf(input.charCodeAt(index)) : BASE;
    index += 1;
    if (digit >= BASE) return undefined;
    value += digit * weight;
    if (value > 0x7fffffff) return undefined;
    const threshold = Math.min(Math.max(k - bias, T_MIN), T_MAX);
    if (digit < threshold) return { value, next: index };
    weight *= BASE - threshold;
  }
}

function digitOf(code: number): number {
  if (code >= 48 && code <= 57) return code - 22;
  if (code >= 65 && code <= 90) return code - 65;
  return code >= 97 && code <= 122 ? code - 97 : BASE;
}

function adapt(delta: number, points: number, isFirst: boolean): number {
  let rest = isFirst ? Math.floor(delta / DAMP) : delta >> 1;
  rest += Math.floor(rest / points);
  let k = 0;
  while (rest > ((BASE - T_MIN) * T_MAX) >> 1) {
    rest = Math.floor(rest / (BASE - T_MIN));
    k += BASE;
  }
  return k + Math.floor(((BASE - T_MIN + 1) * rest) / (rest + SKEW));
}
