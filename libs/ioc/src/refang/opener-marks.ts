import { isAlnum } from '../chars';
import { readBracketMark, meaningOf } from './bracket-mark';
import type { BracketMark } from './bracket-mark';
import type { NormaliserState } from './normaliser-state';
import { isHostUnit, isLocalUnit } from './host-units';
import { finishScheme, schemeBefore } from './scheme-marks';
import { blanksAfter, blanksBefore, spacedExact } from './spaced-marks';
import { EXACT_MARK, LOOSE_MARK } from './text-view';
import { plainScheme } from './schemes';

/** An opening bracket: a defang mark or itself. */
export function handleOpener(normaliser: NormaliserState): void {
  const { at } = normaliser;
  // The mark that nearly all authors use.
  if (normaliser.code(at) === 91 && normaliser.code(at + 1) === 46 && normaliser.code(at + 2) === 93) {
    if (!spacedExact(normaliser, '.', at + 3)) normaliser.replace('.', at + 3, EXACT_MARK);
    return;
  }
  const mark = readBracketMark(normaliser.source, normaliser.at);
  if (normaliser.code(normaliser.at) === 60) enterAngleUrl(normaliser);
  const isDone = mark !== undefined && (separatorMark(normaliser, mark) || schemeMark(normaliser, mark));
  if (isDone || openedHost(normaliser)) return;
  normaliser.copy();
}

/** A bracket escaped in Markdown, `evil\[.\]com`, at its backslash. Answers whether it was a mark. */
export function escapedMark(normaliser: NormaliserState): boolean {
  const { at, source } = normaliser;
  const body = ESCAPED_MARK.exec(source.slice(at, at + MAX_ESCAPED_LENGTH));
  if (body === null) return false;
  // With one backslash it may be `evil\.com` defanged, which is read as a mark between letters only.
  const isBoth = body[0].endsWith('\\]');
  if (!isBoth && (body[1] !== '.' || !isAlnum(normaliser.before()))) return false;
  const mark = { body: body[1] ?? '', end: at + body[0].length, isExact: false, isClosed: true, opener: 91 };
  return separatorMark(normaliser, mark);
}

/** `evil&#91;.&#93;com`, as blogs escape their brackets, at its ampersand. Answers whether it was a mark. */
export function entityMark(normaliser: NormaliserState): boolean {
  const { at, source } = normaliser;
  const match = ENTITY_MARK.exec(source.slice(at, at + MAX_ENTITY_MARK_LENGTH));
  if (match === null) return false;
  const mark = { body: match[1] ?? '', end: at + match[0].length, isExact: false, isClosed: true, opener: 91 };
  return separatorMark(normaliser, mark);
}

const ENTITY_MARK = /^&(?:#91|#x5b|lsqb|lbrack);([.@:/]|:\/\/|dot|at)&(?:#93|#x5d|rsqb|rbrack);/iu;
const MAX_ENTITY_MARK_LENGTH = 24;

const ESCAPED_MARK = /^\\\[([.@:/]|:\/\/|dot|at)\\?\]/u;
const MAX_ESCAPED_LENGTH = 10;

function separatorMark(normaliser: NormaliserState, mark: BracketMark): boolean {
  const meaning = meaningOf(mark.body);
  switch (meaning) {
    case undefined:
      return suffixMark(normaliser, mark);
    case '://':
      return schemeSeparator(normaliser, mark);
    case '.':
    case '@':
      return dotOrAt(normaliser, mark, meaning);
    case ':':
      return between(normaliser, mark, ':', (code) => isAlnum(code) || code === 58, isColonFollower);
    case '/':
      return between(normaliser, mark, '/', (code) => isAlnum(code) || code === 58 || code === 47, isAnything);
    case '//':
      return between(normaliser, mark, '//', (code) => code === 58, isColonFollower);
  }
}

/** The slash may end the address: `evil[.]com/a[/]`. */
function isAnything(): boolean {
  return true;
}

function isColonFollower(code: number): boolean {
  return isHostUnit(code) || code === 47 || code === 91 || code === 92 || code === 58;
}

function between(
  normaliser: NormaliserState,
  mark: BracketMark,
  text: string,
  isLeft: (code: number) => boolean,
  isRight: (code: number) => boolean,
): boolean {
  if (!mark.isClosed || !isLeft(normaliser.before()) || !isRight(normaliser.code(mark.end))) return false;
  if (text === ':' && normaliser.source.startsWith('//', mark.end)) {
    const scheme = schemeBefore(normaliser);
    if (scheme !== undefined) {
      finishScheme(normaliser, scheme, mark.end + 2);
      return true;
    }
  }
  normaliser.replace(text, mark.end, LOOSE_MARK);
  return true;
}

function schemeSeparator(normaliser: NormaliserState, mark: BracketMark): boolean {
  const isDoubled = mark.body === ':/' && normaliser.code(mark.end) === 47;
  const end = isDoubled ? mark.end + 1 : mark.end;
  if (mark.body === ':/' && !isDoubled) return false;
  const scheme = schemeBefore(normaliser);
  if (scheme !== undefined) {
    finishScheme(normaliser, scheme, end);
    return true;
  }
  if (!mark.isExact) return false;
  normaliser.replace('://', end, EXACT_MARK);
  return true;
}

function dotOrAt(normaliser: NormaliserState, mark: BracketMark, text: '.' | '@'): boolean {
  const isSymbol = mark.body === text;
  const isLeftUnit = text === '@' ? isLocalUnit : isHostUnit;
  if (mark.isExact && isSymbol) {
    if (spacedExact(normaliser, text, mark.end)) return true;
    normaliser.replace(text, mark.end, EXACT_MARK);
    return true;
  }
  const isComplete = mark.isClosed || (isSymbol && mark.opener === 91);
  if (isComplete && isLeftUnit(normaliser.before()) && isHostUnit(normaliser.code(mark.end))) {
    normaliser.replace(text, mark.end, LOOSE_MARK);
    return true;
  }
  return !isSymbol && mark.isClosed && spacedWord(normaliser, mark, text, isLeftUnit);
}

/** `evil (dot) com`: only words in brackets may stand between blanks. */
function spacedWord(
  normaliser: NormaliserState,
  mark: BracketMark,
  text: string,
  isLeftUnit: (code: number) => boolean,
): boolean {
  const left = blanksBefore(normaliser);
  const right = blanksAfter(normaliser, mark.end);
  if (!isLeftUnit(normaliser.before(left)) || !isHostUnit(normaliser.code(mark.end + right))) return false;
  normaliser.rewrite(normaliser.view.length - left, text, mark.end + right, LOOSE_MARK);
  return true;
}

/** `evil[.com]` and `evil[.]co[.uk]`: the bracket holds the dot and the label after it. */
function suffixMark(normaliser: NormaliserState, mark: BracketMark): boolean {
  if (!isHostUnit(normaliser.before()) || !/^\.\w/u.test(mark.body)) return false;
  if (!mark.isClosed) return halfOpenDot(normaliser, mark);
  if (!/^[\w.-]+$/u.test(mark.body)) return false;
  if (mark.opener === 60) return false;
  const body = normaliser.source.slice(normaliser.at, mark.end).replaceAll(/[^\w.-]/gu, '');
  normaliser.replace(body, mark.end, LOOSE_MARK);
  return true;
}

/** `evil[.com`: the closing bracket was forgotten. */
function halfOpenDot(normaliser: NormaliserState, mark: BracketMark): boolean {
  const dot = normaliser.source.indexOf('.', normaliser.at);
  if (mark.opener !== 91 || dot !== normaliser.at + 1) return false;
  normaliser.replace('.', dot + 1, LOOSE_MARK);
  return true;
}

/** `[http]://`, `[hxxps://]`, `h[tt]p` and `http[s]://`. */
function schemeMark(normaliser: NormaliserState, mark: BracketMark): boolean {
  if (!mark.isClosed) return false;
  const next = normaliser.code(mark.end);
  if (mark.body.length <= 2) return schemePart(normaliser, mark, next);
  const [, word = '', separator = ''] = /^([^:]*)(:?\/{0,2})$/u.exec(mark.body) ?? [];
  const plain = plainScheme(word);
  if (plain === undefined || isAlnum(normaliser.before()) || !continuesScheme(separator, next)) return false;
  normaliser.replace(plain + separator, mark.end, LOOSE_MARK);
  return true;
}

/** Does what follows the bracket complete `://`? */
function continuesScheme(separator: string, next: number): boolean {
  if (separator === '://') return true;
  return separator === ':' ? next === 47 || next === 91 : separator === '' && (next === 58 || next === 91);
}

function schemePart(normaliser: NormaliserState, mark: BracketMark, next: number): boolean {
  const before = normaliser.before() | 32;
  const isMiddle = before === 104 && (next | 32) === 112 && mark.body.length === 2;
  const isEnd = mark.body === 's' && before === 112 && (next === 58 || next === 91);
  if (!isMiddle && !isEnd) return false;
  normaliser.replace(mark.body, mark.end, LOOSE_MARK);
  return true;
}

const MAX_ANGLE_URL_LENGTH = 500;

/** `<http://evil.com/lo⏎ng>`: RFC 3986 appendix C lets a URL in angle brackets run over lines. */
function enterAngleUrl(normaliser: NormaliserState): void {
  const from = normaliser.at + 1;
  if (!/^(?:h(?:tt|xx)ps?|ftp):/iu.test(normaliser.source.slice(from, from + 6))) return;
  for (let index = from; index - from < MAX_ANGLE_URL_LENGTH; index++) {
    const code = normaliser.code(index);
    if (code === 62) {
      normaliser.angleUrlEnd = normaliser.base + index;
      return;
    }
    if ((code <= 32 && code !== 10 && code !== 13) || code === 60 || code === 34) return;
  }
}

const MAX_HOST_LENGTH = 253;

/** `user@[evil.com]`: the brackets hold a whole host. */
function openedHost(normaliser: NormaliserState): boolean {
  if (normaliser.before() !== 64 || normaliser.code(normaliser.at) !== 91) return false;
  let index = normaliser.at + 1;
  const limit = index + MAX_HOST_LENGTH;
  while (index < limit && (isHostUnit(normaliser.code(index)) || normaliser.code(index) === 46)) index += 1;
  if (normaliser.code(index) !== 93 || index === normaliser.at + 1) return false;
  normaliser.dropCloserAt = normaliser.base + index;
  normaliser.replace('', normaliser.at + 1, LOOSE_MARK);
  return true;
}
