import { isAlnum, isDigit } from '../chars';
import { isHostUnit } from './host-units';
import type { NormaliserState } from './normaliser-state';
import { LOOSE_MARK } from './text-view';

const MAX_NAME_LENGTH = 128;
const MAX_SUFFIX_LENGTH = 24;
/** Words that a sentence puts before a suffix: `(the .com)`. */
const ARTICLES: ReadonlySet<string> = new Set('the a an any all new other no for with our your'.split(' '));

/** `(evil .com)`, the way of signatures to name a host nobody can click. Answers whether the dot was one. */
export function bracketedSuffix(normaliser: NormaliserState): boolean {
  const { view, at } = normaliser;
  let end = at + 1;
  while (end - at <= MAX_SUFFIX_LENGTH && isAlnum(normaliser.code(end))) end += 1;
  if (normaliser.code(end) !== 41 || end - at < 3 || isDigit(normaliser.code(at + 1))) return false;
  const stop = view.length - 1;
  let from = stop;
  while (stop - from < MAX_NAME_LENGTH && (isHostUnit(view.at(from - 1)) || view.at(from - 1) === 46)) from -= 1;
  if (from === stop || view.at(from - 1) !== 40 || ARTICLES.has(view.text(from, stop).toLowerCase())) return false;
  normaliser.rewrite(stop, '.', at + 1, LOOSE_MARK);
  return true;
}
