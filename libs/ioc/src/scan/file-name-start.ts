import { isFileExtension } from '../artefacts/file-extensions';
import { asciiSet, isAlnum, isIn } from '../chars';
import { isHostUnit } from '../refang/host-units';
import type { TextView } from '../refang/text-view';
import type { ScanState } from './scan-state';

/** What a name is enclosed in, by its closing character; fields of a line count as brackets. */
const OPENER_OF = new Map([
  [34, 34],
  [39, 39],
  [44, 44],
  [96, 96],
  [0x201d, 0x201c],
  [0x201c, 0x201e],
  [0x2019, 0x2018],
  [0xbb, 0xab],
  [0x300d, 0x300c],
  [0x300f, 0x300e],
  [0x300b, 0x300a],
  [0x3011, 0x3010],
]);

const MAX_NAME_LENGTH = 120;
const MAX_WORDS = 10;
/** No file name holds them, or a sentence does more often. */
const NOT_IN_NAMES = asciiSet('/\\:*?<>|=;$%`"\',\t').fill(1, 0, 32);
const NUMERO = 0x2116;
const AT_SIGN = 64;

/** First words of a sentence or a command line around a file name. */
const SENTENCE_STARTS: ReadonlySet<string> = new Set(
  'run open execute download drop drops dropped start starts call calls a an the see use file named load loads via with and or to from cmd del copy type'.split(
    ' ',
  ),
);

/**
 * Where a file name begins whose last word starts at `start` and ends at `end`: the quotes, the field of a CSV line or
 * the column after a digest around it tell that blanks belong to it (`"new invoice 21.exe"`).
 */
export function fileNameStart(scanner: ScanState, start: number, end: number): number {
  const { view } = scanner;
  const joined = joinedStart(view, start);
  if (view.at(joined - 1) !== 32) return joined;
  const column = columnStart(scanner, joined, end);
  const from = column < 0 ? enclosedStart(view, joined, end) : column;
  return from >= 0 && isOneName(view.text(from, joined)) ? from : joined;
}

/** `Счёт_№17.rar`, `logo@2x.png`: the sign is no letter, yet part of the name. */
function joinedStart(view: TextView, start: number): number {
  const sign = view.at(start - 1);
  if (sign !== NUMERO && sign !== AT_SIGN) return start;
  let from = start - 1;
  while (start - from < MAX_NAME_LENGTH && isHostUnit(view.at(from - 1))) from -= 1;
  return from;
}

function enclosedStart(view: TextView, start: number, end: number): number {
  const opener = OPENER_OF.get(view.at(end));
  if (opener === undefined) return -1;
  for (let at = start - 1; start - at < MAX_NAME_LENGTH && at >= 0; at--) {
    const code = view.at(at);
    if (code === opener) return isOpening(view, at) ? at + 1 : -1;
    if (isIn(NOT_IN_NAMES, code)) return -1;
  }
  return -1;
}

/** No blank behind it; a comma of a sentence has one, and an apostrophe has a letter before it. */
function isOpening(view: TextView, at: number): boolean {
  if (view.at(at + 1) === 32) return false;
  if (view.at(at) === 44) return view.at(at - 1) !== 32;
  return view.at(at) !== 39 || !isAlnum(view.at(at - 1));
}

/** A list of digests and names: `<digest>  deed contract 12.08.20.doc` up to the end of the line. */
function columnStart(scanner: ScanState, start: number, end: number): number {
  const { view } = scanner;
  const from = scanner.labelledEnd;
  const isLineEnd = view.at(end) < 32 || view.at(end) === 32;
  if (!isLineEnd || from < 0 || start - from > MAX_NAME_LENGTH) return -1;
  let at = from;
  while (view.at(at) === 32 || view.at(at) === 9) at += 1;
  if (at - from < 2 && view.at(from) !== 9) return -1;
  for (let index = at; index < start; index++) {
    if (isIn(NOT_IN_NAMES, view.at(index))) return -1;
  }
  return at;
}

/** Are the words before the last one part of the same name, and not a sentence or other files? */
function isOneName(text: string): boolean {
  const words = text.trimEnd().split(' ');
  if (words.length > MAX_WORDS || SENTENCE_STARTS.has((words[0] ?? '').toLowerCase())) return false;
  return words.every((word) => word !== '' && !isFileExtension(word.slice(word.lastIndexOf('.') + 1).toLowerCase()));
}
