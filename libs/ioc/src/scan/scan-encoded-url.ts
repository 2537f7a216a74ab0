import { canonicaliseUrl } from '../names/url';
import { startsWithWord } from './context';
import type { ScanState } from './scan-state';

/** Start of `http` or `https` before a percent-encoded colon, -1 when there is none. */
function encodedScheme(scanner: ScanState, lowest: number, at: number): number {
  for (const scheme of ['https', 'http']) {
    const from = at - scheme.length;
    if (from >= lowest && startsWithWord(scanner.view, from, scheme)) return from;
  }
  return -1;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

/** The `%` at `at` may be the colon of a percent-encoded URL; answers the last position that was read. */
export function scanEncodedUrls(scanner: ScanState, lowest: number, at: number, outerEnd: number): number {
  const { view, sink } = scanner;
  if (!startsWithWord(view, at, '%3a%2f%2f')) return at;
  const from = encodedScheme(scanner, lowest, at);
  if (from < 0) return at;
  let end = at;
  while (end < outerEnd && view.at(end) !== 38 && view.at(end) !== 35) end += 1;
  scanner.steps += end - at;
  scanner.urlStarts += 1;
  const text = decode(view.text(from, end));
  const url = text === undefined ? undefined : canonicaliseUrl(text);
  if (url?.ok === true) sink.emit('urlInside', url.value, [...url.flags, 'inside_url'], from, end);
  return end - 1;
}
