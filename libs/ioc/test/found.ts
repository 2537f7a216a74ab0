import { extract } from '../src/index';
import type { ExtractOptions } from '../src/index';

/** Hits as `type=value`, for tables. */
export function found(text: string, options?: ExtractOptions): string[] {
  return extract(text, options).map((hit) => `${hit.type}=${hit.value}`);
}

/** One row: a text and everything that must be found in it, nothing else. */
export type Row = readonly [text: string, ...expected: string[]];

export function checkRows(rows: readonly Row[], options?: ExtractOptions): void {
  it.each(rows.map(([text, ...expected]) => ({ text, expected })))('$text → $expected', ({ text, expected }) => {
    expect(found(text, options)).toEqual(expected);
  });
}
