import { extract, INDICATOR_TYPES } from '@sentrybox/ioc';
import { extractIOC } from 'ioc-extractor';
import { textOf } from './texts/texts';
import type { TextKind } from './texts/texts';

/** What a process of one library is asked to read. */
export interface ReadTask {
  readonly library: 'sentrybox' | 'ioc-extractor';
  /** Of the first text; each further pass reads the text of the next number. */
  readonly seed: number;
}

export interface ReadResult {
  /** Megabytes per second by kind of text. */
  readonly speeds: Readonly<Record<TextKind, number>>;
  /** What was found in the first mixed text. */
  readonly hits: number;
}

const KINDS: readonly TextKind[] = ['mixed', 'log', 'report', 'list'];
const TEXT_LENGTH = 1_048_576;
/** Texts per kind and round: they take the faster library a quarter of a second, and after a round of them both run hot. */
export const PASSES = 16;

/** Each library as its documentation calls it, with every type on; the number of values it answers. */
const READERS: Readonly<Record<ReadTask['library'], (text: string) => number>> = {
  sentrybox: (text) => extract(text).length,
  'ioc-extractor': (text) =>
    Object.values<readonly string[]>({ ...extractIOC(text) }).reduce((sum, values) => sum + values.length, 0),
};

function speedOf(read: (text: string) => number, kind: TextKind, seed: number): number {
  const texts = Array.from({ length: PASSES }, (_, pass) => textOf(kind, TEXT_LENGTH, seed + pass));
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  const startedMs = performance.now();
  for (const text of texts) read(text);
  return bytes / 1e3 / (performance.now() - startedMs);
}

function run({ library, seed }: ReadTask): ReadResult {
  const read = READERS[library];
  const speeds = Object.fromEntries(KINDS.map((kind) => [kind, speedOf(read, kind, seed)])) as ReadResult['speeds'];
  const text = textOf('mixed', TEXT_LENGTH, seed);
  if (library === 'sentrybox') requireEveryType(text);
  return { speeds, hits: read(text) };
}

/** A type that does not occur could be switched off without anybody noticing. */
function requireEveryType(text: string): void {
  const found = new Set(extract(text).map((hit) => hit.type));
  const missing = INDICATOR_TYPES.filter((type) => !found.has(type));
  if (missing.length > 0) throw new Error(`The text holds no ${missing.join(', ')}.`);
}

if (process.send !== undefined && require.main === module) {
  process.once('disconnect', () => process.exit(0));
  process.on('message', (task: ReadTask) => process.send?.(run(task)));
}
