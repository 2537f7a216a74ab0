/** Engines copy shorter pieces anyway. */
const MIN_SLICE_LENGTH = 13;

/**
 * The same text with memory of its own. A piece cut out of a long text keeps the whole text alive in V8, so what
 * outlives the scan (a hit, a remembered answer) must not be such a piece.
 */
export function ownCopy(text: string): string {
  return text.length < MIN_SLICE_LENGTH ? text : text.split('').join('');
}
