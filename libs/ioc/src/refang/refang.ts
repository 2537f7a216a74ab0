import { Normaliser } from './normaliser';
import { ScanSink } from '../scan/scan-sink';
import { Scanner } from '../scan/scanner';
import type { Edit, TextView } from './text-view';
import { EXACT_MARK, SPACED_MARK } from './text-view';

/** A pass can lay bare a mark that was hidden inside another; nothing nests deeper than this in one text. */
const MAX_PASSES = 8;

const EVERYTHING = { types: null, includePrivate: true, includeAmbiguous: true, derived: false };

/** Address types: marks that could be prose are undone only inside one of these. */
const ADDRESSES: ReadonlySet<string> = new Set([
  ...['ipv4', 'ipv6', 'ipv4_port', 'ipv6_port', 'cidr', 'ip_range', 'domain', 'onion', 'url', 'email'],
]);

/**
 * Makes a defanged text readable again. `[.]`, `[@]`, `[://]` and `hxxp://` are undone everywhere; every other mark
 * (`(dot)`, `\.`, full-width dots, entities, zero-width characters …) only where the result is an address. Text without
 * marks comes back unchanged, and refanging twice changes nothing.
 *
 * @example refang('hxxp[://]evil[.]com') // 'http://evil.com'
 */
export function refang(text: string): string {
  let current = text;
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const next = refangOnce(current);
    if (next === current) break;
    current = next;
  }
  return current;
}

function refangOnce(text: string): string {
  const normaliser = new Normaliser();
  normaliser.append(text);
  normaliser.run(true);
  const { view } = normaliser;
  if (view.edits.length === 0) return text;
  const hits = addressRanges(view, text);
  const parts: string[] = [];
  let copied = 0;
  let hit = 0;
  for (const edit of view.edits) {
    while (hit < hits.length && (hits[hit]?.end ?? 0) <= edit.sourceFrom) hit += 1;
    // Blanks around a mark stay: they may have stood around the dot itself.
    const isUndone = edit.kind === EXACT_MARK || (edit.kind !== SPACED_MARK && isInside(edit, hits[hit]));
    const written = isUndone ? view.text(edit.from, edit.to) : undoExact(text.slice(edit.sourceFrom, edit.sourceTo));
    parts.push(text.slice(copied, edit.sourceFrom), written);
    copied = edit.sourceTo;
  }
  parts.push(text.slice(copied));
  return parts.join('');
}

/** A loose mark that stays may hold an exact one: `[[.]` in prose. */
function undoExact(text: string): string {
  return text.replaceAll('[.]', '.').replaceAll('[@]', '@').replaceAll('[://]', '://');
}

interface Range {
  readonly start: number;
  readonly end: number;
}

function isInside(edit: Edit, range: Range | undefined): boolean {
  return range !== undefined && edit.sourceFrom >= range.start && edit.sourceTo <= range.end;
}

function addressRanges(view: TextView, text: string): Range[] {
  const sink = new ScanSink(view, EVERYTHING, (start, end) => text.slice(start, end));
  new Scanner(view, sink).run(view.length);
  return sink.take().filter((hit) => ADDRESSES.has(hit.type));
}
