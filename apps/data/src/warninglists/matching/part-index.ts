/** Parts are found by their first characters: one look-up per position of the value, whatever the number of parts. */
const gramLength = 4;

export class PartIndex {
  private readonly byGram = new Map<string, string[]>();
  private readonly short = new Set<string>();
  readonly size: number;

  constructor(parts: Iterable<string>) {
    const distinct = new Set(parts);
    this.size = distinct.size;
    for (const part of distinct) {
      if (part.length < gramLength) this.short.add(part);
      else {
        const gram = part.slice(0, gramLength);
        const known = this.byGram.get(gram);
        if (known === undefined) this.byGram.set(gram, [part]);
        else known.push(part);
      }
    }
  }

  /** A part that the text contains. */
  find(text: string): string | undefined {
    for (let at = 0; at + gramLength <= text.length; at += 1) {
      const found = this.byGram.get(text.slice(at, at + gramLength))?.find((part) => text.startsWith(part, at));
      if (found !== undefined) return found;
    }
    for (const part of this.short) if (text.includes(part)) return part;
    return undefined;
  }
}
