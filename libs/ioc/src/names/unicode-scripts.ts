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

/** May this UTF-16 unit stand in an internationalised label? Surrogates are taken for letters of the higher planes. */
export function isLabelUnit(code: number): boolean {
  if (code < 0xaa) return false;
  if (code >= 0xd800 && code <= 0xdfff) return true;
  const known = letters.get(code);
  if (known !== undefined) return known;
  const answer = LETTER.test(String.fromCharCode(code));
  if (letters.size >= LETTER_CACHE_SIZE) letters.clear();
  letters.set(code, answer);
  return answer;
}

/** Scripts written without spaces between words: there a name may touch the sentence around it. */
export function isUnspacedScript(code: number): boolean {
  return (
    (code >= 0x2e80 && code <= 0x9fff) ||
    (code >= 0xac00 && code <= 0xd7af) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xff66 && code <= 0xff9f) ||
    (code >= 0x0e00 && code <= 0x0eff)
  );
}

const SCRIPTS: readonly (readonly [string, RegExp])[] = [
  ['Latin', /\p{Script=Latin}/u],
  ['Cyrillic', /\p{Script=Cyrillic}/u],
  ['Greek', /\p{Script=Greek}/u],
  ['Armenian', /\p{Script=Armenian}/u],
  ['Hebrew', /\p{Script=Hebrew}/u],
  ['Arabic', /\p{Script=Arabic}/u],
  ['Cherokee', /\p{Script=Cherokee}/u],
  ['Han', /\p{Script=Han}/u],
  ['Hiragana', /\p{Script=Hiragana}/u],
  ['Katakana', /\p{Script=Katakana}/u],
  ['Hangul', /\p{Script=Hangul}/u],
  ['Thai', /\p{Script=Thai}/u],
  ['Devanagari', /\p{Script=Devanagari}/u],
  ['Georgian', /\p{Script=Georgian}/u],
];

/** Scripts that ordinary writing mixes (UTS 39 "highly restrictive": Japanese, Chinese and Korean with Latin). */
const EAST_ASIAN = new Set(['Han', 'Hiragana', 'Katakana', 'Hangul', 'Latin']);

export function scriptsOf(text: string): string[] {
  return SCRIPTS.filter(([, pattern]) => pattern.test(text)).map(([name]) => name);
}

/**
 * Does one label mix scripts that no ordinary writing mixes?
 *
 * @example mixedScripts('раypal.com') // true
 */
export function mixedScripts(domain: string): boolean {
  return domain.split('.').some((label) => {
    const scripts = scriptsOf(label);
    return scripts.length > 1 && !scripts.every((script) => EAST_ASIAN.has(script));
  });
}
