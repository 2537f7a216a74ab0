import { isAlnum } from '../chars';
import { isLabelUnit } from '../names/unicode-scripts';
import type { TextView } from '../refang/text-view';

/** The line before a position in lower case, at most `max` units of it. */
export function lineBefore(view: TextView, at: number, max: number): string {
  let from = at;
  const lowest = Math.max(at - max, 0);
  while (from > lowest && view.at(from - 1) !== 10 && view.at(from - 1) !== 13) from -= 1;
  return view.text(from, at).toLowerCase();
}

/** The text before a position in lower case, line breaks included. */
export function textBefore(view: TextView, at: number, max: number): string {
  return view.text(Math.max(at - max, 0), at).toLowerCase();
}

const MAX_GAP = 4;
const MAX_WORD_LENGTH = 24;

/**
 * The shape of what `wordBefore` answers, see `shapeOf`: tells nearly every word from those of a list without cutting
 * it out.
 */
export function wordShapeBefore(view: TextView, at: number): number {
  const end = wordEndBefore(view, at);
  return shapeOf(end - wordStart(view, end), view.at(end - 1));
}

/** Length and last unit of a word, whatever its case, in one number. Letters outside ASCII count as one. */
export function shapeOf(length: number, last: number): number {
  const lower = last >= 65 && last <= 90 ? last + 32 : Math.min(last, 128);
  return length * 256 + lower;
}

/** The word before a position in lower case, up to four separators away; empty at the start of a line. */
export function wordBefore(view: TextView, at: number): string {
  const end = wordEndBefore(view, at);
  return view.text(wordStart(view, end), end).toLowerCase();
}

/** Where the word that `wordBefore` answers ends. */
export function wordEndBefore(view: TextView, at: number): number {
  let end = at;
  while (at - end < MAX_GAP && end > 0 && isGap(view.at(end - 1))) end -= 1;
  return end;
}

function wordStart(view: TextView, end: number): number {
  let from = end;
  while (end - from < MAX_WORD_LENGTH && from > 0 && isWordUnit(view.at(from - 1))) from -= 1;
  return from;
}

function isGap(code: number): boolean {
  return !isAlnum(code) && code !== 10 && code !== 13 && code < 128;
}

function isWordUnit(code: number): boolean {
  return code < 128 ? isAlnum(code) || code === 45 || code === 95 : isLabelUnit(code);
}

/** Is nothing but blanks between the position and the start of its line? */
export function isLineStart(view: TextView, at: number): boolean {
  let index = at;
  while (at - index < 8 && index > 0 && (view.at(index - 1) === 32 || view.at(index - 1) === 9)) index -= 1;
  return index === 0 || view.at(index - 1) === 10 || view.at(index - 1) === 13;
}

/** Does the view hold `text` (lower case) at the position, whatever its case? */
export function startsWithWord(view: TextView, at: number, text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = view.at(at + index);
    const lower = code >= 65 && code <= 90 ? code | 32 : code;
    if (lower !== text.charCodeAt(index)) return false;
  }
  return true;
}
