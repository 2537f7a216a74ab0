import { HashFilter } from './hash-filter';

const longGram = 8;
const shortGram = 4;

/**
 * Parts of values, found by their first eight characters, of which few parts have the same, shorter ones by their first four:
 * two looks per position of the value, whatever the number of parts.
 */
export class PartIndex {
  private readonly long = new Grams(longGram);
  private readonly short = new Grams(shortGram);
  private readonly tiny = new Set<string>();
  readonly size: number;

  constructor(parts: Iterable<string>) {
    const distinct = new Set(parts);
    this.size = distinct.size;
    for (const part of distinct) {
      if (part.length >= longGram) this.long.add(part);
      else if (part.length >= shortGram) this.short.add(part);
      else this.tiny.add(part);
    }
  }

  /** A part that the text contains. */
  find(text: string): string | undefined {
    // The last eight characters as two numbers, of each character its low byte.
    let before = 0;
    let recent = 0;
    for (let at = 0; at < text.length; at += 1) {
      before = (before << 8) | (recent >>> 24);
      recent = (recent << 8) | (text.charCodeAt(at) & 0xff);
      const found = this.long.endingAt(at, text, hashOf(before, recent)) ?? this.short.endingAt(at, text, recent);
      if (found !== undefined) return found;
    }
    for (const part of this.tiny) if (text.includes(part)) return part;
    return undefined;
  }
}

function hashOf(before: number, recent: number): number {
  return Math.imul(before, 31) ^ recent;
}

/** Parts by their beginnings of one length. */
class Grams {
  private readonly hashes = new HashFilter();
  private readonly parts = new Map<string, string[]>();

  constructor(private readonly length: number) {}

  add(part: string): void {
    const gram = part.slice(0, this.length);
    const known = this.parts.get(gram);
    if (known === undefined) this.parts.set(gram, [part]);
    else known.push(part);
    let before = 0;
    let recent = 0;
    for (let at = 0; at < this.length; at += 1) {
      before = (before << 8) | (recent >>> 24);
      recent = (recent << 8) | (gram.charCodeAt(at) & 0xff);
    }
    this.hashes.add(this.length === longGram ? hashOf(before, recent) : recent);
  }

  /** A part whose beginning ends at a place of the text. */
  endingAt(end: number, text: string, hash: number): string | undefined {
    if (!this.hashes.mayHave(hash)) return undefined;
    const start = end - this.length + 1;
    if (start < 0) return undefined;
    return this.parts.get(text.slice(start, end + 1))?.find((part) => text.startsWith(part, start));
  }
}
