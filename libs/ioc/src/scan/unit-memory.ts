import { ownCopy } from '../own-copy';
import type { TextView } from '../refang/text-view';

/** What a text says by itself; `text` has memory of its own. */
interface Reading {
  readonly text: string;
}

const MAX_REMEMBERED_LENGTH = 64;

/**
 * Readings of pieces of text, found by their units so that nothing is cut out for a piece read before. Texts repeat
 * their hosts, files and paths; hostile text fills the slots and gains nothing.
 */
export class UnitMemory<T extends Reading> {
  private readonly readings: (T | undefined)[];

  /** @param slots a power of two */
  constructor(
    private readonly slots: number,
    private readonly read: (text: string) => T,
  ) {
    this.readings = new Array<T | undefined>(slots).fill(undefined);
  }

  /** The reading of a range of the view. */
  of(view: TextView, from: number, to: number): T {
    if (to - from > MAX_REMEMBERED_LENGTH) return this.read(ownCopy(view.text(from, to)));
    const { chars } = view;
    const slot = hashOf(chars, from, to) & (this.slots - 1);
    const known = this.readings[slot];
    if (known !== undefined && stands(known.text, chars, from, to)) return known;
    const reading = this.read(ownCopy(view.text(from, to)));
    this.readings[slot] = reading;
    return reading;
  }
}

/** FNV-1a over the units, folded. */
function hashOf(chars: Uint16Array, from: number, to: number): number {
  let hash = 0x811c9dc5 | 0;
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ (chars[at] ?? 0), 0x01000193);
  return hash ^ (hash >>> 15);
}

function stands(text: string, chars: Uint16Array, from: number, to: number): boolean {
  if (text.length !== to - from) return false;
  for (let index = 0; index < text.length; index++) {
    if (text.charCodeAt(index) !== chars[from + index]) return false;
  }
  return true;
}
