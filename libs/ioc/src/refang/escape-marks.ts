import { isAlnum, isSpace } from '../chars';
import { readQuotedPrintable, readUnicodeEscape } from './entities';
import type { NormaliserState } from './normaliser-state';
import { isHostUnit } from './host-units';
import { escapedMark } from './opener-marks';
import { startsClearValue } from './clear-value';
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

/** A backslash: an escape of JSON (`\/`, `\u002e`), of a pattern (`\.`) or of Markdown (`\_`, `\[`), or itself. */
export function handleBackslash(normaliser: NormaliserState): void {
  const { at } = normaliser;
  const next = normaliser.code(at + 1);
  if (next === 47) normaliser.replace('/', at + 2, ENCODED);
  else if (!separatorEscape(normaliser, next) && !unicodeEscape(normaliser, next) && !lineEscape(normaliser, next))
    normaliser.copy();
}

/** `evil\.com`, `a\_b.php`, `evil\[.\]com`; in a path the backslash parts folders. */
function separatorEscape(normaliser: NormaliserState, next: number): boolean {
  const { at } = normaliser;
  if (next === 91) return !isInsidePath(normaliser) && escapedMark(normaliser);
  const before = normaliser.before();
  const isDot = next === 46 && isAlnum(before) && isHostUnit(normaliser.code(at + 2));
  const isUnderscore = next === 95 && isHostUnit(before);
  if ((!isDot && !isUnderscore) || isInsidePath(normaliser)) return false;
  normaliser.replace(isDot ? '.' : '_', at + 2, isDot ? LOOSE_MARK : ENCODED);
  return true;
}

function unicodeEscape(normaliser: NormaliserState, next: number): boolean {
  const escape = next === 117 ? readUnicodeEscape(normaliser.source, normaliser.at) : undefined;
  if (escape === undefined) return false;
  normaliser.replace(escape.text, escape.end, ENCODED);
  return true;
}

/** What a line break or a tab is escaped before, in lower case: a URL, or the next escape. */
const CLEAR_STARTS = ['http', 'hxxp', 'www.', '\\n', '\\r', '\\t'];

/** `\n`, `\r`, `\t` of a JSON string before a word; in a path they are the start of a folder's name. */
function lineEscape(normaliser: NormaliserState, next: number): boolean {
  if (next !== 110 && next !== 114 && next !== 116) return false;
  const after = normaliser.source.slice(normaliser.at + 2, normaliser.at + 8).toLowerCase();
  const isClear = CLEAR_STARTS.some((start) => after.startsWith(start));
  const isAfterEscape = normaliser.before() === 10 && !isSpace(normaliser.code(normaliser.at - 1));
  if (!isClear && !isAfterEscape && !startsValue(normaliser)) return false;
  normaliser.replace('\n', normaliser.at + 2, ENCODED);
  return true;
}

/** Does the escape stand before an indicator that reads differently with the escape's letter in front? */
function startsValue(normaliser: NormaliserState): boolean {
  return startsClearValue(normaliser.source, normaliser.at + 2) && !isInsidePath(normaliser);
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

/** Lines of quoted-printable text are at most 76 units long, and encoders fill them nearly up. */
const MIN_LINE_LENGTH = 64;
const MAX_LINE_LENGTH = 76;

/** Does the line up to and with the equals sign have the length of a broken one, with text on both sides? */
function isFullLine(normaliser: NormaliserState, end: number): boolean {
  if (!isHostUnit(normaliser.before()) || !isHostUnit(normaliser.code(end))) return false;
  const { at, source } = normaliser;
  const length = at - source.lastIndexOf('\n', at);
  return length >= MIN_LINE_LENGTH && length <= MAX_LINE_LENGTH;
}

function softBreak(normaliser: NormaliserState, end: number): void {
  if (normaliser.isQuotedPrintable || isFullLine(normaliser, end)) normaliser.replace('', end, ENCODED);
  else normaliser.copy();
}
