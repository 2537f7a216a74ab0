import { canonicaliseFileName } from '../artefacts/paths';
import { asciiSet, isAlnum, isDigit, isIn } from '../chars';
import { isHostUnit } from '../refang/host-units';
import { NO_FLAGS } from '../refusal';
import { fileNameStart } from './file-name-start';
import type { KnownName } from './known-name';
import { scanDigestOfFile } from './scan-hex-part';
import type { ScanState } from './scan-state';

/** A name under a file type that is no top-level domain. Answers where to go on. */
export function scanFileName(scanner: ScanState, start: number, end: number, name: KnownName): number {
  const { chain, sink } = scanner;
  const { text } = name;
  if (!name.isFileName || start < scanner.urlEnd || isCall(scanner, end)) return chain.end;
  const from = fileNameStart(scanner, start, end);
  if (from === start) sink.emit('fileName', text, NO_FLAGS, from, end, null, text);
  else {
    const file = canonicaliseFileName(scanner.view.text(from, end));
    if (!file.ok) return chain.end;
    sink.emit('fileName', file.value, file.flags, from, end);
  }
  scanDigestOfFile(scanner, start, text);
  return chain.end;
}

/** `res.json()`, `app.config('x')`: a method that is called like a file type. */
function isCall({ view }: ScanState, end: number): boolean {
  return view.at(end) === 40 && isIn(AFTER_CALL, view.at(end + 1));
}

const AFTER_CALL = asciiSet(')"\'`{');

const MAX_COPY_DIGITS = 3;
const MAX_ENDING_LENGTH = 6;

/** `setup(1).exe`, the copy of a download; the chain ends at the bracket. -1 for anything else. */
export function scanCopyName(scanner: ScanState): number {
  const { chain, view, sink } = scanner;
  let at = chain.end + 1;
  while (at - chain.end <= MAX_COPY_DIGITS && isDigit(view.at(at))) at += 1;
  if (at === chain.end + 1 || view.at(at) !== 41 || view.at(at + 1) !== 46) return -1;
  let end = at + 2;
  while (end - at <= MAX_ENDING_LENGTH && isAlnum(view.at(end))) end += 1;
  if (isHostUnit(view.at(end))) return -1;
  const file = canonicaliseFileName(view.text(chain.start, end));
  if (!file.ok) return -1;
  sink.emit('fileName', file.value, file.flags, chain.start, end);
  return end;
}
