/** 64 KiB: of ten thousand hashes one in fifty others passes, of a hundred thousand one in five. */
const defaultBits = 19;

/**
 * What is certainly not in a set, told by a few instructions: most of what is looked up stands on no list, and a look into a
 * table of strings costs the making and hashing of a string. Nothing is ever taken out; what was removed passes.
 */
export class HashFilter {
  private readonly bits: Uint32Array;
  private readonly shift: number;

  constructor(sizeBits: number = defaultBits) {
    this.bits = new Uint32Array(2 ** (sizeBits - 5));
    this.shift = 32 - sizeBits;
  }

  add(hash: number): void {
    const place = this.placeOf(hash);
    this.bits[place >>> 5] = (this.bits[place >>> 5] ?? 0) | (1 << (place & 31));
  }

  mayHave(hash: number): boolean {
    const place = this.placeOf(hash);
    return ((this.bits[place >>> 5] ?? 0) & (1 << (place & 31))) !== 0;
  }

  // Multiplicative hashing (Knuth, The Art of Computer Programming, 6.4) by 2^32 divided by the golden ratio.
  private placeOf(hash: number): number {
    return Math.imul(hash, 0x9e3779b1) >>> this.shift;
  }
}
