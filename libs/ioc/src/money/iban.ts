import { accept, refuse } from '../refusal';
import type { CanonicalResult } from '../vocabulary';

/** Length per country, SWIFT IBAN registry release 99. */
const COUNTRIES =
  'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 ' +
  'FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 ' +
  'LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 ' +
  'RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30';

const LENGTH_OF = new Map(COUNTRIES.split(' ').map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]));

/** Length of the country's IBAN without spaces, undefined where the country has none. */
export function ibanLength(country: string): number | undefined {
  return LENGTH_OF.get(country.toUpperCase());
}

/** ISO 13616 with its check digits (mod 97-10); spaces and hyphens are dropped. */
export function canonicaliseIban(text: string): CanonicalResult {
  const value = text.replaceAll(/[ -]/gu, '').toUpperCase();
  const length = ibanLength(value.slice(0, 2));
  if (length === undefined) return refuse('invalid_syntax', 'The country has no IBAN.');
  if (value.length !== length)
    return refuse('invalid_length', `An IBAN of ${value.slice(0, 2)} has ${length} characters.`);
  if (!/^[A-Z]{2}\d\d[0-9A-Z]+$/u.test(value)) return refuse('invalid_character', 'An IBAN holds letters and digits.');
  return remainder(value.slice(4) + value.slice(0, 4)) === 1
    ? accept(value)
    : refuse('bad_checksum', 'The check digits of the IBAN are wrong.');
}

function remainder(text: string): number {
  let rest = 0;
  for (const character of text) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest;
}
