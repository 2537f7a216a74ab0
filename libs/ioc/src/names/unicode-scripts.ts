/** Does the text hold anything outside ASCII? */
export function isNonAscii(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    if (text.charCodeAt(index) > 127) return true;
  }
  return false;
}

const LETTER = /^[\p{L}\p{M}\p{N}]$/u;
const letters = new Map<number, boolean>();
const LETTER_CACHE_SIZE = 8_192;

/** The figures of footnotes, which IDNA admits in no label: `evil.com³`. */
function isSuperscript(code: number): boolean {
  return code === 0xb2 || code === 0xb3 || code === 0xb9 || (code >= 0x2070 && code <= 0x2079);
}

/** May this UTF-16 unit stand in an internationalised label? Surrogates are taken for letters of the higher planes. */
export function isLabelUnit(code: number): boolean {
  if (code < 0xaa) return false;
  if (code >= 0xd800 && code <= 0xdfff) return true;
  const known = letters.get(code);
  if (known !== undefined) return known;
  const answer = LETTER.test(String.fromCharCode(code)) && !isSuperscript(code);
  if (letters.size >= LETTER_CACHE_SIZE) letters.clear();
  letters.set(code, answer);
  return answer;
}

/**
 * Scripts written without spaces between words, and pictures, which are set without spaces too: a name may touch the
 * sentence around it. All surrogates are counted in: most of what they write is one or the other.
 */
export function isUnspacedScript(code: number): boolean {
  return (
    (code >= 0xd800 && code <= 0xdfff) ||
    (code >= 0x2e80 && code <= 0x9fff) ||
    (code >= 0xac00 && code <= 0xd7af) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xff66 && code <= 0xff9f) ||
    (code >= 0x0e00 && code <= 0x0eff)
  );
}

type Script =
  'Latin' | 'Greek' | 'Cyrillic' | 'Armenian' | 'Hebrew' | 'Arabic' | 'Thai' | 'Cherokee' | 'Kana' | 'Han' | 'Hangul';

/** Blocks of the scripts that domains are registered in, by their first and last UTF-16 unit. */
const BLOCKS: readonly (readonly [first: number, last: number, script: Script])[] = [
  [0x41, 0x5a, 'Latin'],
  [0x61, 0x7a, 'Latin'],
  [0xc0, 0x24f, 'Latin'],
  [0x250, 0x2af, 'Latin'],
  [0x370, 0x3ff, 'Greek'],
  [0x400, 0x52f, 'Cyrillic'],
  [0x531, 0x58f, 'Armenian'],
  [0x591, 0x5f4, 'Hebrew'],
  [0x600, 0x77f, 'Arabic'],
  [0xe00, 0xe7f, 'Thai'],
  [0x13a0, 0x13ff, 'Cherokee'],
  [0x1e00, 0x1eff, 'Latin'],
  [0x1f00, 0x1fff, 'Greek'],
  [0x3041, 0x30ff, 'Kana'],
  [0x3400, 0x9fff, 'Han'],
  [0xac00, 0xd7af, 'Hangul'],
];

function scriptOf(code: number): Script | undefined {
  return BLOCKS.find(([first, last]) => code >= first && code <= last)?.[2];
}

/** Scripts that ordinary writing mixes (UTS 39 "highly restrictive": Japanese, Chinese and Korean with Latin). */
const EAST_ASIAN: ReadonlySet<Script> = new Set<Script>(['Han', 'Kana', 'Hangul', 'Latin']);

function mixes(label: string): boolean {
  const scripts = new Set<Script>();
  for (let index = 0; index < label.length; index++) {
    const script = scriptOf(label.charCodeAt(index));
    if (script !== undefined) scripts.add(script);
  }
  return scripts.size > 1 && !Array.from(scripts).every((script) => EAST_ASIAN.has(script));
}

/**
 * Does one label mix scripts that no ordinary writing mixes?
 *
 * @example mixedScripts('раypal.com') // true
 */
export function mixedScripts(domain: string): boolean {
  return domain.split('.').some((label) => isNonAscii(label) && mixes(label));
}
