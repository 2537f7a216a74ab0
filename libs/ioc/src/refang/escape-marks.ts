import { isAlnum, isSpace } from '../chars';
import { readQuotedPrintable, readUnicodeEscape } from './entities';
import type { NormaliserState } from './normaliser-state';
import { isHostUnit } from './host-units';
import { ENCODED, LOOSE_MARK } from './text-view';

/** How far back a path that the backslash belongs to is looked for. */
const PATH_LOOKBACK = 128;

/** Does the word at the view's end already hold a backslash or a drive? Then this one separates folders. */
function isInsidePath(normaliser: NormaliserState): boolean {
  const { view } = normaliser;
  const lowest = Math.max(view.length - PATH_LOOKBACK, 0);
  for (let index = view.length - 1; index >= lowest; index--) {
    const code = view.at(index);
    if (isSpace(code) || code === 34) return false;
    if (code === 92) return true;
  }
  return lowest > 0;
}

/** A backslash: an escape of JSON (`\/`, `\u002e`) or of a pattern (`\.`), or itself. */
export function handleBackslash(normaliser: NormaliserState): void {
  const { at } = normaliser;
  const next = normaliser.code(at + 1);
  if (next === 47) {
    normaliser.replace('/', at + 2, ENCODED);
    return;
  }
  if (next === 46 && isAlnum(normaliser.before()) && isHostUnit(normaliser.code(at + 2)) && !isInsidePath(normaliser)) {
    normaliser.replace('.', at + 2, LOOSE_MARK);
    return;
  }
  // Markdown escapes the underscore: `a\_b.php`.
  if (next === 95 && isHostUnit(normaliser.before()) && !isInsidePath(normaliser)) {
    normaliser.replace('_', at + 2, ENCODED);
    return;
  }
  const escape = next === 117 ? readUnicodeEscape(normaliser.source, at) : undefined;
  if (escape !== undefined) {
    normaliser.replace(escape.text, escape.end, ENCODED);
    return;
  }
  if (!lineEscape(normaliser, next)) normaliser.copy();
}

/** `\n`, `\r`, `\t` of a JSON string before a word; in a path they are the start of a folder's name. */
function lineEscape(normaliser: NormaliserState, next: number): boolean {
  if (next !== 110 && next !== 114 && next !== 116) return false;
  const after = normaliser.source.slice(normaliser.at + 2, normaliser.at + 8).toLowerCase();
  const isClear =
    after.startsWith('http') ||
    after.startsWith('hxxp') ||
    after.startsWith('www.') ||
    after.startsWith('\\n') ||
    after.startsWith('\\r') ||
    after.startsWith('\\t');
  const isAfterEscape = normaliser.before() === 10 && !isSpace(normaliser.code(normaliser.at - 1));
  if (!isClear && !isAfterEscape) return false;
  normaliser.replace('\n', normaliser.at + 2, ENCODED);
  return true;
}

const QUERY_LOOKBACK = 256;

/** Is the word at the view's end a URL with a query? There `=2E` is a parameter's value. */
function isInsideQuery(normaliser: NormaliserState): boolean {
  const { view } = normaliser;
  const lowest = Math.max(view.length - QUERY_LOOKBACK, 0);
  for (let index = view.length - 1; index >= lowest; index--) {
    const code = view.at(index);
    if (isSpace(code)) return false;
    if (code === 63 || code === 38) return true;
  }
  return lowest > 0;
}

/** Length of the line break at a position, 0 when there is none. */
function breakLength(normaliser: NormaliserState, at: number): number {
  if (normaliser.code(at) === 10) return 1;
  return normaliser.code(at) === 13 && normaliser.code(at + 1) === 10 ? 2 : 0;
}

/** An equals sign: the escape of quoted-printable text, or itself. */
export function handleEquals(normaliser: NormaliserState): void {
  const { at, source } = normaliser;
  const length = breakLength(normaliser, at + 1);
  if (length > 0) {
    softBreak(normaliser, at + 1 + length);
    return;
  }
  const escape = readQuotedPrintable(source, at);
  // `=3D"` opens an attribute value of an HTML part in quoted-printable; nothing else writes it.
  if (escape?.text === '=' && normaliser.code(at + 3) === 34) normaliser.isQuotedPrintable = true;
  if (escape !== undefined && isEscapeWanted(normaliser, escape.text)) {
    normaliser.replace(escape.text, escape.end, ENCODED);
  } else normaliser.copy();
}

/** Outside of declared quoted-printable text only the separators of an address are read as escapes. */
function isEscapeWanted(normaliser: NormaliserState, text: string): boolean {
  if (normaliser.isQuotedPrintable) return true;
  return '.@:/'.includes(text) && isHostUnit(normaliser.before()) && !isInsideQuery(normaliser);
}

function softBreak(normaliser: NormaliserState, end: number): void {
  if (normaliser.isQuotedPrintable) normaliser.replace('', end, ENCODED);
  else normaliser.copy();
}
