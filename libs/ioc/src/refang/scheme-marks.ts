import { isAlnum } from '../chars';
import type { NormaliserState } from './normaliser-state';
import { isHostUnit } from './host-units';
import { isSchemeUnit, MAX_SCHEME_LENGTH, plainScheme } from './schemes';
import { ENCODED, EXACT_MARK, LOOSE_MARK } from './text-view';

/** Start of the word of letters, digits and stars at the view's end. */
function schemeStart(normaliser: NormaliserState): number {
  const { view } = normaliser;
  let start = view.length;
  const lowest = Math.max(view.length - MAX_SCHEME_LENGTH, 0);
  while (start > lowest && isSchemeUnit(view.at(start - 1))) start -= 1;
  return isAlnum(view.at(start - 1)) && start > 0 ? -1 : start;
}

/** The plain scheme of the word at the view's end, with where the word starts. */
export function schemeBefore(normaliser: NormaliserState): { start: number; word: string; plain: string } | undefined {
  const start = schemeStart(normaliser);
  if (start < 0 || start === normaliser.view.length) return undefined;
  const word = normaliser.view.text(start, normaliser.view.length);
  const plain = plainScheme(word);
  return plain === undefined ? undefined : { start, word, plain };
}

/** `hxxps:/evil.com`: nobody disguises anything else so, and one slash was lost. */
function endsDisguise(normaliser: NormaliserState): boolean {
  const back = (normaliser.before() | 32) === 115 ? 1 : 0;
  return (normaliser.before(back) | 32) === 112 && (normaliser.before(back + 1) | 32) === 120;
}

/** Length of `://`, `:\\`, `:///` or `:[//]` at the colon, 0 for anything else. */
function separatorLength(normaliser: NormaliserState): number {
  const { at } = normaliser;
  const first = normaliser.code(at + 1);
  const second = normaliser.code(at + 2);
  if (first === 47) return slashesLength(normaliser, second);
  if (first === 92 && second === 92) return 3;
  if (first === 92 && second === 47) return normaliser.source.startsWith('\\/', at + 3) ? 5 : 0;
  return normaliser.source.startsWith('[//]', at + 1) ? 5 : 0;
}

/** Length of the colon with one to three slashes; one alone counts after a disguise only. */
function slashesLength(normaliser: NormaliserState, second: number): number {
  if (second !== 47) return isHostUnit(second) && endsDisguise(normaliser) ? 2 : 0;
  return normaliser.code(normaliser.at + 3) === 47 ? 4 : 3;
}

/** `http://` and `https://` as they should be: nearly every colon that comes here, told without cutting anything out. */
function isPlainScheme(normaliser: NormaliserState): boolean {
  const { at } = normaliser;
  if (normaliser.code(at + 1) !== 47 || normaliser.code(at + 2) !== 47 || normaliser.code(at + 3) === 47) return false;
  const back = normaliser.before() === 115 ? 1 : 0;
  const isHttp =
    normaliser.before(back) === 112 &&
    normaliser.before(back + 1) === 116 &&
    normaliser.before(back + 2) === 116 &&
    normaliser.before(back + 3) === 104;
  return isHttp && !isSchemeUnit(normaliser.before(back + 4));
}

/** A colon: the end of a scheme, disguised or not, or just a colon. */
export function handleColon(normaliser: NormaliserState): void {
  if (isPlainScheme(normaliser)) {
    normaliser.copy();
    return;
  }
  const length = separatorLength(normaliser);
  const scheme = length === 0 ? undefined : schemeBefore(normaliser);
  if (scheme === undefined) {
    normaliser.copy();
    return;
  }
  finishScheme(normaliser, scheme, normaliser.at + length);
}

/** Writes the plain scheme and `://` unless the text already reads so. */
export function finishScheme(
  normaliser: NormaliserState,
  scheme: { start: number; word: string; plain: string },
  end: number,
): void {
  const isPlain = scheme.word.toLowerCase() === scheme.plain;
  const source = normaliser.source.slice(normaliser.at, end);
  if (isPlain && source === '://') {
    for (let count = 0; count < 3; count++) normaliser.copy();
    return;
  }
  // A scheme that reads plainly stays as it is; only what separates it is repaired.
  if (isPlain) {
    const kind = source === '[://]' ? EXACT_MARK : source === ':\\/\\/' ? ENCODED : LOOSE_MARK;
    normaliser.replace('://', end, kind);
    return;
  }
  const isUsual = isHxxp(scheme.word);
  const isExact = source === '[://]' || (isUsual && (source === '://' || source === ':///'));
  const word = isUsual ? undisguise(scheme.word) : scheme.plain;
  normaliser.rewrite(scheme.start, `${word}://`, end, isExact ? EXACT_MARK : LOOSE_MARK);
}

/** The disguise that keeps the letters of the scheme, in any case. */
function isHxxp(word: string): boolean {
  const lower = word.toLowerCase();
  return lower === 'hxxp' || lower === 'hxxps';
}

/** `hXxP` keeps the case of every letter, so that refanging gives back what was defanged. */
function undisguise(word: string): string {
  if (word.startsWith('hxxp')) return `http${word.slice(4)}`;
  return word.replaceAll('x', 't').replaceAll('X', 'T');
}
