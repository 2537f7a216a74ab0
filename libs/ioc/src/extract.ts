import { readOptions } from './extract-options';
import type { ExtractOptions, ReadOptions } from './extract-options';
import { Extraction } from './extraction';
import type { Hit } from './hit';
import { iocTypeOf } from './vocabulary';
import type { IocType } from './vocabulary';

/** Keeps the first hit of each type and value. */
export function createDeduplicator(): (hit: Hit) => boolean {
  const seen = new Set<string>();
  return (hit) => {
    const key = `${hit.type} ${hit.value}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  };
}

/** Hits of one text and the work done for them; the step count is for tests of linearity. */
export function extractCounted(text: string, options: ReadOptions): { hits: Hit[]; steps: number } {
  const extraction = new Extraction(options);
  const hits = extraction.readWhole(text);
  return { hits: options.deduplicate ? hits.filter(createDeduplicator()) : hits, steps: extraction.steps };
}

/**
 * Every indicator in a text, in order of appearance, defanged or not. Work and memory grow linearly with the text; no
 * input makes it throw. Private addresses and ambiguous names are left out unless asked for.
 *
 * @throws ExtractOptionsError when an option is unknown or of the wrong type.
 * @example extract('see hxxp://evil[.]com/a').map((hit) => hit.value) // ['http://evil.com/a']
 */
export function extract(text: string, options?: ExtractOptions): Hit[] {
  return extractCounted(text, readOptions(options)).hits;
}

export type GroupedIndicators = Partial<Record<IocType, string[]>>;

/**
 * The indicators of the public API's five types, each value once in order of first appearance; types without any are
 * absent. Private addresses, and URLs on them, are left out unless asked for.
 *
 * @throws ExtractOptionsError when an option is unknown or of the wrong type.
 * @example extractGrouped('contacted 1.2.3.4 and evil.com') // { ip: ['1.2.3.4'], domain: ['evil.com'] }
 */
export function extractGrouped(text: string, options?: ExtractOptions): GroupedIndicators {
  return groupHits(extract(text, options));
}

/**
 * Hits in the same shape; hits of types that the public API does not know are left out.
 *
 * @example groupHits(extract('contacted 1.2.3.4')) // { ip: ['1.2.3.4'] }
 */
export function groupHits(hits: Iterable<Hit>): GroupedIndicators {
  const grouped: GroupedIndicators = {};
  const seen = new Set<string>();
  for (const hit of hits) {
    const type = iocTypeOf(hit.type);
    if (type === null || seen.has(`${type} ${hit.value}`)) continue;
    seen.add(`${type} ${hit.value}`);
    (grouped[type] ??= []).push(hit.value);
  }
  return grouped;
}
