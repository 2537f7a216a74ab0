import { CLASSES, WORD } from '../chars';
import { isLabelUnit, isUnspacedScript } from '../names/unicode-scripts';
import type { TextView } from '../refang/text-view';

/** Longest run of labels read as one word; what is longer is data and is skipped as a whole. */
const MAX_CHAIN_LENGTH = 1_024;

const EVERY_BIT = 0xffff;

/** Words joined by single dots, read once: the raw material of names, addresses, digests and ids. */
export class Chain {
  start = 0;
  end = 0;
  labels = 0;
  /** End of the first label and start of the last one. */
  firstEnd = 0;
  lastStart = 0;
  /** Class bits that every unit of the first label carries, of the last one, and of the whole chain without its dots. */
  firstBits = 0;
  lastBits = 0;
  allBits = 0;
  /** Class bits that some unit carries. */
  anyBits = 0;
  isWide = false;
  /** Some unit belongs to a script written without spaces. */
  isUnspaced = false;

  get length(): number {
    return this.end - this.start;
  }

  get isTooLong(): boolean {
    return this.end - this.start > MAX_CHAIN_LENGTH;
  }

  /**
   * Reads the chain that starts at a word unit; reading stops one unit past the length limit.
   *
   * @param isNarrow units of scripts written without spaces end the chain too
   */
  read(view: TextView, start: number, isNarrow = false): void {
    const { chars } = view;
    const classes = CLASSES;
    const stop = Math.min(view.length, start + MAX_CHAIN_LENGTH + 1);
    this.begin(start);
    let at = start;
    let label = EVERY_BIT;
    let any = 0;
    while (at < stop) {
      const code = chars[at] ?? 0;
      const bits = code < 128 ? (classes[code] ?? 0) : this.wideUnit(code, isNarrow);
      if ((bits & WORD) !== 0) {
        label &= bits;
        any |= bits;
      } else {
        if (code !== 46 || at === this.lastStart || !this.startsLabel(view.at(at + 1), isNarrow)) break;
        this.closeLabel(at, label);
        label = EVERY_BIT;
      }
      at += 1;
    }
    this.end = at;
    if (this.labels === 1) this.closeFirst(at, label);
    this.lastBits = label;
    this.allBits &= label;
    this.anyBits = any;
  }

  private begin(start: number): void {
    this.start = start;
    this.labels = 1;
    this.lastStart = start;
    this.allBits = EVERY_BIT;
    this.isWide = false;
    this.isUnspaced = false;
  }

  private closeLabel(dot: number, bits: number): void {
    if (this.labels === 1) this.closeFirst(dot, bits);
    this.labels += 1;
    this.lastStart = dot + 1;
    this.allBits &= bits;
  }

  private closeFirst(at: number, bits: number): void {
    this.firstEnd = at;
    this.firstBits = bits;
  }

  private wideUnit(code: number, isNarrow: boolean): number {
    if (!isLabelUnit(code)) return 0;
    const isUnspaced = isUnspacedScript(code);
    if (isUnspaced && isNarrow) return 0;
    this.isWide = true;
    if (isUnspaced) this.isUnspaced = true;
    return WORD;
  }

  private startsLabel(code: number, isNarrow: boolean): boolean {
    if (code < 128) return ((CLASSES[code] ?? 0) & WORD) !== 0;
    return isLabelUnit(code) && !(isNarrow && isUnspacedScript(code));
  }
}
