import { canonicaliseFileName } from '../artefacts/paths';
import type { ScanState } from './scan-state';

/** JavaScript projects are named after a file: `Node.js`, `Vue.js`. */
const PRODUCT = /^[A-Z][A-Za-z\d]*\.js$/u;

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
  const file = isNoFile ? undefined : canonicaliseFileName(text);
  if (file?.ok === true) sink.emit('fileName', file.value, file.flags, start, end);
  return chain.end;
}

function isProduct(text: string, labels: number): boolean {
  return (text.endsWith('.js') && PRODUCT.test(text)) || DETECTION.test(text) || (labels > 2 && PACKAGE.test(text));
}
