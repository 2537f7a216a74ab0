/** Named HTML entities that matter inside or next to an indicator. */
const NAMED: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', ' '],
  ['period', '.'],
  ['dot', '.'],
  ['commat', '@'],
  ['colon', ':'],
  ['sol', '/'],
  ['bsol', '\\'],
  ['lsqb', '['],
  ['lbrack', '['],
  ['rsqb', ']'],
  ['rbrack', ']'],
  ['equals', '='],
  ['quest', '?'],
  ['percnt', '%'],
  ['lowbar', '_'],
  ['hyphen', '-'],
  ['dash', '-'],
  ['num', '#'],
  ['shy', ''],
  ['ZeroWidthSpace', ''],
]);

const MAX_ENTITY_LENGTH = 16;

export interface Decoded {
  readonly text: string;
  readonly end: number;
}

/** The entity that starts with the `&` at `at`. */
export function readEntity(source: string, at: number): Decoded | undefined {
  const semicolon = source.slice(at, at + MAX_ENTITY_LENGTH).indexOf(';');
  if (semicolon < 2) return undefined;
  const name = source.slice(at + 1, at + semicolon);
  const end = at + semicolon + 1;
  if (!name.startsWith('#')) {
    const named = NAMED.get(name);
    return named === undefined ? undefined : { text: named, end };
  }
  const code = numericEntity(name.slice(1));
  return code === undefined ? undefined : { text: String.fromCodePoint(code), end };
}

function numericEntity(digits: string): number | undefined {
  const isHex = digits.startsWith('x') || digits.startsWith('X');
  const pattern = isHex ? /^[0-9a-f]{1,6}$/iu : /^\d{1,7}$/u;
  const text = isHex ? digits.slice(1) : digits;
  if (!pattern.test(text)) return undefined;
  const code = Number.parseInt(text, isHex ? 16 : 10);
  return code >= 32 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? code : undefined;
}

/** `\u002e` of JSON and JavaScript, ASCII only. */
export function readUnicodeEscape(source: string, at: number): Decoded | undefined {
  const digits = source.slice(at + 2, at + 6);
  if (!/^00[2-7][0-9a-f]$/iu.test(digits)) return undefined;
  return { text: String.fromCharCode(Number.parseInt(digits, 16)), end: at + 6 };
}

/** `=2E` of quoted-printable text, printable ASCII only. */
export function readQuotedPrintable(source: string, at: number): Decoded | undefined {
  const high = source.charCodeAt(at + 1);
  const low = source.charCodeAt(at + 2);
  // Digits and capital letters, as the standard has it: `=2e` is the value of a parameter.
  if (!(high >= 50 && high <= 55) || !((low >= 48 && low <= 57) || (low >= 65 && low <= 70))) return undefined;
  return { text: String.fromCharCode((high - 48) * 16 + (low > 57 ? low - 55 : low - 48)), end: at + 3 };
}
