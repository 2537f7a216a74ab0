import { isDigit } from '../chars';

/** Shape of a dotted quad; the numbers are checked after it. */
const QUAD = /^(\d{1,9})\.(\d{1,9})\.(\d{1,9})\.(\d{1,9})$/u;
const MAX_TEXT_LENGTH = 39;

/**
 * Strict dotted quad: four decimal octets, no leading zero (a reader may take it for octal).
 * Answers the 32-bit number, or what is wrong with it.
 */
export function parseIpv4(text: string): number | 'syntax' | 'range' | 'leading_zero' {
  if (text.length > MAX_TEXT_LENGTH || !isDigit(text.charCodeAt(0))) return 'syntax';
  const octets = QUAD.exec(text)?.slice(1);
  if (octets === undefined) return 'syntax';
  if (octets.some((octet) => octet.length > 1 && octet.startsWith('0'))) return 'leading_zero';
  const numbers = octets.map(Number);
  if (numbers.some((number) => number > 255)) return 'range';
  return numbers.reduce((value, number) => value * 256 + number, 0);
}

export function formatIpv4(value: number): string {
  return [24, 16, 8, 0].map((shift) => String((value >>> shift) & 255)).join('.');
}
