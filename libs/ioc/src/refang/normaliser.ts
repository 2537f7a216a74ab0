import { isAlnum, isDigit, isInvisible, isSpace } from '../chars';
import { handleBackslash, handleEquals } from './escape-marks';
import { entityMark, handleOpener } from './opener-marks';
import { handleComma, handleDot } from './spaced-dots';
import { handleColon } from './scheme-marks';
import { readEntity } from './entities';
import { isHostUnit } from './host-units';
import { isInert } from './inert-units';
import { nextPair } from './mark-pairs';
import { isUnspacedScript } from '../names/unicode-scripts';
import { NormaliserState } from './normaliser-state';
import { copyUnits, PIECE_LENGTH } from './source-units';
import { ENCODED, HIDDEN, LOOSE_MARK } from './text-view';
import { isDashLike, isDotLike, narrowForm } from './unicode-marks';

/** Source that must lie ahead of a position before it may be read: longer than any mark with its surroundings. */
export const MARK_LOOKAHEAD = 512;

const NONE = 0;
const MARK = 1;
/** Line breaks matter only inside a URL in angle brackets. */
const BREAK = 2;

/** What each UTF-16 unit may start. */
const TRIGGERS = buildTriggers();

function buildTriggers(): Uint8Array {
  const table = new Uint8Array(65_536);
  for (let code = 128; code < table.length; code++) table[code] = isPlainLetter(code) ? NONE : MARK;
  for (const character of '[({<\\&=.,:]%') table[character.charCodeAt(0)] = MARK;
  for (const character of '\n\r') table[character.charCodeAt(0)] = BREAK;
  return table;
}

/**
 * Turns source text into a {@link TextView}, left to right, never going back. It may stop at any position that has
 * `MARK_LOOKAHEAD` units of source ahead and go on later with the same result.
 */
export class Normaliser extends NormaliserState {
  /** View position after the last percent-encoded separator of a URL encoded as a whole, -1 outside of one. */
  private percentEnd = -1;

  /** @param hasShortcuts false sends every unit a mark could start with through its handler, for tests */
  constructor(private readonly hasShortcuts = true) {
    super();
  }

  /** Reads as far as the look-ahead allows; to the end when no more text comes. Answers the units read. */
  run(isLast: boolean): number {
    return this.runTo(isLast ? this.source.length : this.source.length - MARK_LOOKAHEAD);
  }

  /** Reads to a position that has `MARK_LOOKAHEAD` units of source ahead, or to the end when no more text comes. */
  runTo(stop: number): number {
    const from = this.at;
    this.view.reserve(Math.max(stop - from, 0) + MARK_LOOKAHEAD);
    while (this.at < stop) this.readPiece(Math.min(stop - this.at, PIECE_LENGTH));
    this.view.seal();
    return Math.max(this.at - from, 0);
  }

  /** Copies a piece of the source as it stands, then mends the copy where it holds marks. */
  private readPiece(count: number): void {
    const { view } = this;
    view.reserve(count);
    const { chars } = view;
    const isAscii = copyUnits(this.source, this.at, count, chars, view.length);
    let end = view.length + count;
    while (view.length < end) {
      const shift = this.at - view.length;
      view.length = isAscii ? this.nextPlainTrigger(view.length, end) : this.nextTrigger(view.length, end);
      this.at = view.length + shift;
      if (view.length >= end) return;
      this.handle(chars[view.length] ?? 0);
      const unread = this.at - shift;
      if (unread === view.length) continue;
      // The rest of the copy moves up to where the mark's text ends; text longer than its mark has overwritten it.
      if (unread < view.length || unread >= end || view.chars !== chars) return;
      chars.copyWithin(view.length, unread, end);
      end -= unread - view.length;
    }
  }

  /** The same for ASCII text, by pairs of units as long as nothing read before gives single ones a meaning. */
  private nextPlainTrigger(from: number, end: number): number {
    const position = this.base + this.at;
    const hasPending = this.dropCloserAt >= position || this.angleUrlEnd > position || this.isQuotedPrintable;
    if (hasPending || !this.hasShortcuts) return this.nextTrigger(from, end);
    const { chars } = this.view;
    const stop = end - 2;
    let at = nextPair(chars, from, stop);
    while (at < stop && isInert(chars, at)) at = nextPair(chars, at + 1, stop);
    return at < stop ? at : this.nextTrigger(at, end);
  }

  /** The next unit that may start a mark, `end` when there is none before it. */
  private nextTrigger(from: number, end: number): number {
    const { chars } = this.view;
    for (let at = from; at < end; at++) {
      const kind = TRIGGERS[chars[at] ?? 0] ?? NONE;
      if (kind !== NONE && !this.isPassed(kind, chars, at, end)) return at;
    }
    return end;
  }

  private isPassed(kind: number, chars: Uint16Array, at: number, end: number): boolean {
    if (!this.hasShortcuts) return false;
    if (kind === BREAK) return this.base + this.at >= this.angleUrlEnd;
    return at < end - 2 && isInert(chars, at) && !this.isEscape(chars[at] ?? 0);
  }

  /** In declared quoted-printable text every equals sign may be an escape. */
  private isEscape(code: number): boolean {
    return code === 61 && this.isQuotedPrintable;
  }

  private handle(code: number): void {
    const handler = HANDLERS.get(code);
    if (handler !== undefined) handler(this);
    else if (code < 128) this.handleRest(code);
    else this.handleWide(code);
  }

  private handleRest(code: number): void {
    if (code === 38) this.handleEntity();
    else if (code === 93) this.handleCloser();
    else if (code === 37) this.handlePercent();
    else if (this.base + this.at < this.angleUrlEnd) this.replace('', this.at + 1, ENCODED);
    else this.copy();
  }

  private handleCloser(): void {
    if (this.base + this.at === this.dropCloserAt) this.replace('', this.at + 1, LOOSE_MARK);
    else this.copy();
  }

  private handleEntity(): void {
    if (entityMark(this)) return;
    const entity = readEntity(this.source, this.at);
    if (entity === undefined) this.copy();
    else this.replace(entity.text, entity.end, ENCODED);
  }

  /** A URL percent-encoded as a whole: `http%3A%2F%2Fevil.com%2Fx` outside of another URL. */
  private handlePercent(): void {
    const mark = this.source.slice(this.at, this.at + 9).toUpperCase();
    const separator = PERCENT_SEPARATORS.get(mark.slice(0, 3));
    if (mark === '%3A%2F%2F' && isSchemeTail(this) && !isInsideUrl(this)) this.replace('://', this.at + 9, ENCODED);
    else if (separator !== undefined && this.continuesPercentText()) this.replace(separator, this.at + 3, ENCODED);
    else {
      this.handleFormEscape(mark.slice(0, 3));
      return;
    }
    this.percentEnd = this.view.length;
  }

  /** An escape around or inside a value of a form: `email=ops%40evil.com`, `q=%22evil.com%22`. */
  private handleFormEscape(escape: string): void {
    const text = FORM_ESCAPES.get(escape);
    if (text !== undefined && isHostUnit(this.code(this.at + 3)) && isFormValue(this))
      this.replace(text, this.at + 3, ENCODED);
    else this.copy();
  }

  /** Is the word at the view's end the one that the last separator stood in? */
  private continuesPercentText(): boolean {
    if (this.percentEnd < 0) return false;
    for (let index = this.view.length - 1; index >= this.percentEnd; index--) {
      const code = this.view.at(index);
      if (isSpace(code) || code === 34 || code === 38 || code === 60) {
        this.percentEnd = -1;
        return false;
      }
    }
    return true;
  }

  /** The view lost its first `count` units. */
  shift(count: number): void {
    this.percentEnd = Math.max(this.percentEnd - count, -1);
  }

  private handleWide(code: number): void {
    if (isInvisible(code)) {
      this.replace('', this.at + 1, HIDDEN);
      return;
    }
    const next = this.code(this.at + 1);
    const before = this.before();
    if (isDotLike(code) && isAlnum(before) && isHostUnit(next) && !isUnspacedScript(next))
      this.replace('.', this.at + 1, LOOSE_MARK);
    else if (narrowForm(code) !== 0) this.replace(String.fromCharCode(narrowForm(code)), this.at + 1, LOOSE_MARK);
    else if (isDashLike(code) && isAlnum(before) && isDigit(next)) this.replace('-', this.at + 1, ENCODED);
    else this.copy();
  }
}

const HANDLERS: ReadonlyMap<number, (normaliser: NormaliserState) => void> = new Map([
  [46, handleDot],
  [58, handleColon],
  [44, handleComma],
  [61, handleEquals],
  [92, handleBackslash],
  ...[40, 60, 91, 123].map((opener) => [opener, handleOpener] as const),
]);

/** Separators of a URL, as a URL encoded as a whole spells them. */
const PERCENT_SEPARATORS = new Map([
  ['%2F', '/'],
  ['%3F', '?'],
  ['%3D', '='],
  ['%26', '&'],
  ['%3A', ':'],
  ['%2E', '.'],
  ['%40', '@'],
  ['%23', '#'],
]);

/** What stands around values of a form, and the sign of an e-mail address. */
const FORM_ESCAPES = new Map([
  ['%40', '@'],
  ['%20', ' '],
  ['%22', '"'],
  ['%27', "'"],
  ['%2C', ','],
  ['%3B', ';'],
  ['%3C', '<'],
  ['%0A', '\n'],
]);

/** Is the word at the view's end `name=value` of a form, and not part of an address with a path? */
function isFormValue(normaliser: NormaliserState): boolean {
  const { view } = normaliser;
  let hasName = false;
  for (let index = view.length - 1; index >= 0; index--) {
    if (view.length - index > URL_LOOKBACK) return false;
    const code = view.at(index);
    if (isSpace(code) || code === 34 || code === 60) break;
    if (code === 47 && (isHostUnit(view.at(index - 1)) || view.at(index - 1) === 47)) return false;
    if (code === 61) hasName = true;
  }
  return hasName;
}

/** Letters outside ASCII that no mark is made of: the bulk of non-English text. */
function isPlainLetter(code: number): boolean {
  return (code >= 0xc0 && code < 0x2000) || (code >= 0x3041 && code < 0xfe00 && code !== 0x30fb);
}

function isSchemeTail(normaliser: NormaliserState): boolean {
  const { view } = normaliser;
  const tail = view.text(Math.max(view.length - 5, 0), view.length).toLowerCase();
  return (
    tail.endsWith('http') ||
    tail.endsWith('https') ||
    tail.endsWith('xxp') ||
    tail.endsWith('xxps') ||
    tail.endsWith('ftp')
  );
}

/** How far back a URL around a percent-encoded one is looked for. */
const URL_LOOKBACK = 256;

function isInsideUrl(normaliser: NormaliserState): boolean {
  const { view } = normaliser;
  const lowest = Math.max(view.length - URL_LOOKBACK, 0);
  for (let index = view.length - 1; index > lowest; index--) {
    const code = view.at(index);
    if (isSpace(code) || code === 34 || code === 60) return false;
    if (code === 47 && view.at(index - 1) === 47) return true;
  }
  return lowest > 0;
}
