/** Units copied at a time: enough to make the platform's encoder worth its call, little enough to move after an edit. */
export const PIECE_LENGTH = 2_048;

const encoder = new TextEncoder();
/** What the encoder writes to; read before the call returns, so that all callers can share it. */
const scratch = new Uint8Array(PIECE_LENGTH);

/**
 * Copies `count` (at most `PIECE_LENGTH`) units of the source from `at` on to `target`. ASCII text goes through the
 * platform's UTF-8 encoder, which copies some thirty times faster than a loop over the units. Answers whether all was
 * ASCII.
 */
export function copyUnits(source: string, at: number, count: number, target: Uint16Array, to: number): boolean {
  const bytes = count === PIECE_LENGTH ? scratch : scratch.subarray(0, count);
  // Whatever is not ASCII takes more bytes than units, and then not all units find room.
  if (encoder.encodeInto(source.slice(at, at + count), bytes).read === count) {
    target.set(bytes, to);
    return true;
  }
  for (let index = 0; index < count; index++) target[to + index] = source.charCodeAt(at + index);
  return false;
}
