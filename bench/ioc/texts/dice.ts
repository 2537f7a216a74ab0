/** Numbers that look random and are the same for the same seed (xorshift32). */
export class Dice {
  private state: number;

  constructor(seed: number) {
    this.state = Math.imul(seed + 1, 0x9e3779b1) | 0 || 1;
  }

  /** A whole number from 0 to below `limit`. */
  below(limit: number): number {
    this.state ^= this.state << 13;
    this.state ^= this.state >>> 17;
    this.state ^= this.state << 5;
    return (this.state >>> 0) % limit;
  }

  pick<T>(choices: readonly [T, ...T[]]): T {
    return choices[this.below(choices.length)] ?? choices[0];
  }

  /** Small numbers far more often than large ones: a few hosts get most of a network's traffic. */
  skewed(limit: number): number {
    return Math.min(this.below(limit), this.below(limit), this.below(limit));
  }

  hex(digits: number): string {
    let text = '';
    while (text.length < digits) text += this.below(65_536).toString(16).padStart(4, '0');
    return text.slice(0, digits);
  }
}
