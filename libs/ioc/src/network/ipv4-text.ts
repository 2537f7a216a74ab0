import { isDigit } from '../chars';

const MAX_TEXT_LENGTH = 39;
const MAX_OCTET_LENGTH = 9;

/**
 * Strict dotted quad: four decimal octets, no leading zero (a reader may take it for octal).
 * Answers the 32-bit number, or what is wrong with it.
 */
export function parseIpv4(text: string): number | 'syntax' | 'range' | 'leading_zero' {
  if (text.length > MAX_TEXT_LENGTH || !isDigit(text.charCodeAt(0))) return 'syntax';
  let value = 0;
  let fault: 'range' | 'leading_zero' | undefined;
  let from = 0;
  for (let octet = 0; octet < 4; octet++) {
    const end = digitsEnd(text, from);
    const length = end - from;
    if (length === 0 || length > MAX_OCTET_LENGTH || (text.charCodeAt(end) === DOT) !== octet < 3) return 'syntax';
    const number = numberAt(text, from, end);
    fault = octetFault(number, length, text.charCodeAt(from)) ?? fault;
    value = value * 256 + number;
    from = end + 1;
  }
  return from === text.length + 1 ? (fault ?? value) : 'syntax';
}

function octetFault(number: number, length: number, first: number): 'range' | 'leading_zero' | undefined {
  if (length > 1 && first === ZERO) return 'leading_zero';
  return number > 255 ? 'range' : undefined;
}

const DOT = 46;
const ZERO = 48;

function digitsEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && isDigit(text.charCodeAt(at))) at += 1;
  return at;
}

function numberAt(text: string, from: number, to: number): number {
  let number = 0;
  for (let at = from; at < to; at++) number = number * 10 + text.charCodeAt(at) - ZERO;
  return number;
}

export function formatIpv4(value: number): string {
  return [24, 16, 8, 0].map((shift) => String((value >>> shift) & 255)).join('.');
}
