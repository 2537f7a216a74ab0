import { accept, refuse } from '../refusal';
import type { CanonicalResult } from '../vocabulary';

const DASHES = /[\u2010-\u2015\u2212]/gu;

const FIRST_CVE_YEAR = 1999;
const LAST_CVE_YEAR = 2099;

/** `CVE-year-number` with four to nineteen digits; every kind of dash is read. */
export function canonicaliseCve(text: string): CanonicalResult {
  const value = text.replaceAll(DASHES, '-').toUpperCase();
  const match = /^CVE-(\d{4})-(\d{4,19})$/u.exec(value);
  if (match === null) return refuse('invalid_syntax', 'A CVE id is CVE-year-number with at least four digits.');
  const year = Number(match[1]);
  if (year < FIRST_CVE_YEAR || year > LAST_CVE_YEAR) return refuse('out_of_range', 'CVE ids start in 1999.');
  return accept(value);
}

/** GitHub advisory: three groups of four from an alphabet without vowels and look-alikes. */
export function canonicaliseGhsa(text: string): CanonicalResult {
  const lower = text.replaceAll(DASHES, '-').toLowerCase();
  return /^ghsa(?:-[2-9cfghjmpqrvwx]{4}){3}$/u.test(lower)
    ? accept(`GHSA${lower.slice(4)}`)
    : refuse('invalid_syntax', 'A GHSA id is GHSA-xxxx-xxxx-xxxx.');
}

export function canonicaliseCwe(text: string): CanonicalResult {
  const value = text.replaceAll(DASHES, '-').toUpperCase();
  return /^CWE-[1-9]\d{0,4}$/u.test(value) ? accept(value) : refuse('invalid_syntax', 'A CWE id is CWE-number.');
}

export function canonicaliseCapec(text: string): CanonicalResult {
  const value = text.replaceAll(DASHES, '-').toUpperCase();
  return /^CAPEC-[1-9]\d{0,3}$/u.test(value) ? accept(value) : refuse('invalid_syntax', 'A CAPEC id is CAPEC-number.');
}

/** Highest numbers with room to grow (ATT&CK 17: T1700, S1200, G1050, M1060), so that `T8000` stays a model name. */
const ATTACK_LIMITS: Readonly<Record<string, readonly [low: number, high: number]>> = {
  T0: [800, 899],
  T1: [1001, 1799],
  S: [1, 1999],
  G: [1, 1999],
  M: [800, 1999],
};

/** ATT&CK technique, sub-technique, tactic, software, group or mitigation. */
export function canonicaliseAttack(text: string): CanonicalResult {
  const value = text.toUpperCase();
  if (/^TA0[01]\d\d$/u.test(value)) return accept(value);
  const match = /^([TSGM])(\d{4})(?:\.(\d{3}))?$/u.exec(value);
  if (match === null)
    return refuse('invalid_syntax', 'An ATT&CK id is T1234, T1234.001, TA0001, S0001, G0001 or M1001.');
  const [, kind = '', digits = '', sub] = match;
  if (sub !== undefined && (kind !== 'T' || sub === '000')) {
    return refuse('invalid_syntax', 'Only techniques have sub-techniques, numbered from 001.');
  }
  return isGivenOut(kind, digits) ? accept(value) : refuse('out_of_range', 'No ATT&CK object has that number.');
}

function isGivenOut(kind: string, digits: string): boolean {
  const limits = ATTACK_LIMITS[kind === 'T' ? `T${digits.charAt(0)}` : kind];
  return limits !== undefined && Number(digits) >= limits[0] && Number(digits) <= limits[1];
}

const MAX_ASN = 4_294_967_295;

/** `AS15169`; `ASN 15169` and `AS 15169` are read too. */
export function canonicaliseAsn(text: string): CanonicalResult {
  const match = /^ASN?[ -]?(\d{1,10})$/iu.exec(text);
  if (match === null) return refuse('invalid_syntax', 'An autonomous system is AS and a number.');
  const number = Number(match[1]);
  return number >= 1 && number <= MAX_ASN
    ? accept(`AS${number}`)
    : refuse('out_of_range', 'AS numbers are 1 to 4294967295.');
}

/** Six octets with colons, hyphens or Cisco dots. Canonical: lower case with colons. */
export function canonicaliseMac(text: string): CanonicalResult {
  const lower = text.toLowerCase();
  const isPairs = /^[0-9a-f]{2}([:-])(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}$/u.test(lower);
  if (!isPairs && !/^(?:[0-9a-f]{4}\.){2}[0-9a-f]{4}$/u.test(lower)) {
    return refuse('invalid_syntax', 'A MAC address has six octets.');
  }
  const digits = lower.replaceAll(/[:.-]/gu, '');
  return accept((digits.match(/../gu) ?? []).join(':'));
}

export function canonicaliseChromeExtension(text: string): CanonicalResult {
  const lower = text.toLowerCase();
  if (!/^[a-p]{32}$/u.test(lower)) return refuse('invalid_syntax', 'An extension id has 32 letters from a to p.');
  return new Set(lower).size >= 6 ? accept(lower) : refuse('not_random', 'So few different letters are a placeholder.');
}
