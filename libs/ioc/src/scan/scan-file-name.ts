import { canonicaliseFileName } from '../artefacts/paths';
import { isAlnum, isDigit } from '../chars';
import { isHostUnit } from '../refang/host-units';
import { fileNameStart } from './file-name-start';
import { scanDigestOfFile } from './scan-hex-part';
import type { ScanState } from './scan-state';

/** JavaScript projects that are named after a file: `Node.js`. */
const PRODUCTS: ReadonlySet<string> = new Set(
  'node next nuxt vue react angular ember express three d3 moment chart discord socket backbone alpine require electron meteor solid knockout pixi babylon p5'.split(
    ' ',
  ),
);

/** Labels that make a dotted name a detection name. */
const DETECTION = /^(?:trojan|backdoor|ransom|worm|virus|heur|win(?:32|64)|w(?:32|64)|msil)\b/iu;

/** `java.net.URL`, `com.example.Main.class`: members of a package. */
const PACKAGE = /^(?:java|javax|com|org|net|android)\..*\.(?:[A-Z]\w*|[A-Z]\w*\.class)$/u;

/** A name under a file type that is no top-level domain. Answers where to go on. */
export function scanFileName(scanner: ScanState, start: number, end: number, text: string): number {
  const { chain, sink } = scanner;
  const dot = text.lastIndexOf('.');
  const extension = text.slice(dot + 1);
  const isInitial = extension.length === 1 && (dot < 2 || extension !== extension.toLowerCase());
  const isNoFile = isInitial || start < scanner.urlEnd || isProduct(text, chain.labels);
  const from = isNoFile ? start : fileNameStart(scanner, start, end);
  const file = isNoFile ? undefined : canonicaliseFileName(scanner.view.text(from, end));
  if (file?.ok === true) {
    sink.emit('fileName', file.value, file.flags, from, end);
    scanDigestOfFile(scanner, start, text);
  }
  return chain.end;
}

function isProduct(text: string, labels: number): boolean {
  return (
    (text.endsWith('.js') && PRODUCTS.has(text.slice(0, -3).toLowerCase())) ||
    DETECTION.test(text) ||
    (labels > 2 && PACKAGE.test(text))
  );
}

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
