import { isFileExtension } from '../artefacts/file-extensions';
import { ownCopy } from '../own-copy';
import { isAlternativeRoot } from './domain';
import { isTopLevelDomain } from './public-suffix';

/** What the last label of a dotted name can be, as bits. */
export const TOP_LEVEL = 1;
export const ALTERNATIVE = 2;
export const FILE_TYPE = 4;
export const ONION = 8;

/** Answers by label as written. Texts repeat a few suffixes; hostile ones empty the memory and gain nothing. */
const kinds = new Map<string, number>();
const KINDS_SIZE = 4_096;
const MAX_REMEMBERED_LENGTH = 64;

/** The kinds of a label in any case. */
export function suffixKind(label: string): number {
  const known = kinds.get(label);
  if (known !== undefined) return known;
  const kind = readKind(label.toLowerCase());
  if (label.length > MAX_REMEMBERED_LENGTH) return kind;
  if (kinds.size >= KINDS_SIZE) kinds.clear();
  kinds.set(ownCopy(label), kind);
  return kind;
}

function readKind(label: string): number {
  return (
    (isTopLevelDomain(label) ? TOP_LEVEL : 0) |
    (isAlternativeRoot(label) ? ALTERNATIVE : 0) |
    (isFileExtension(label) ? FILE_TYPE : 0) |
    (label === 'onion' ? ONION : 0)
  );
}
