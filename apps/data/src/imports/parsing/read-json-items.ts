import { MalformedFileError, maxRecordLength } from './parsed-record';

/** Text of one element of the array, or `undefined` where it is too long or nested too deeply to be read. */
export type JsonItem = string | undefined;

/** In a path: whatever the name is. */
const anyName = '*';
const maxDepth = 32;
const longestName = 256;

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

/**
 * Finds the elements of one array in a JSON document that arrives in pieces, without holding more than one element.
 * Everything outside that array is skipped by its brackets and strings; the elements are given out as text for
 * JSON.parse. A document that ends early, or has no array at the path, is refused.
 */
export class JsonItemReader {
  private phase: 'seeking' | 'items' | 'after' = 'seeking';
  /** Containers open now. */
  private level = 0;
  /** Of those, the outermost ones that lie on the path. */
  private onPath = 0;
  private isWanted = true;
  private isKey = false;
  private isInString = false;
  private isEscaped = false;
  private name = '';
  private hasRoot = false;
  /** Some array was found; of a path with `*` there may be more. */
  private hasFound = false;
  private readonly isOpen: boolean;

  private itemsLevel = 0;
  private kept = '';
  private itemFrom = -1;
  private isUnreadable = false;

  constructor(
    private readonly path: readonly string[],
    private readonly maxItemLength: number = maxRecordLength,
  ) {
    this.isOpen = path.includes(anyName);
  }

  push(text: string): JsonItem[] {
    const items: JsonItem[] = [];
    if (this.itemFrom !== -1) this.itemFrom = 0;
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (this.isInString) this.inString(code, text, at);
      else if (this.phase === 'items') this.inItems(code, text, at, items);
      else this.outside(code);
    }
    if (this.itemFrom !== -1) this.keep(text.slice(this.itemFrom));
    return items;
  }

  end(): void {
    if (this.phase === 'seeking' && !this.hasFound && (this.level === 0 || !this.hasRoot)) throw notThere();
    if (this.level > 0 || this.isInString)
      throw new MalformedFileError('The JSON document ends before it is complete.');
  }

  private inString(code: number, text: string, at: number): void {
    if (this.isEscaped) this.isEscaped = false;
    else if (code === backslash) this.isEscaped = true;
    else if (code === quote) {
      this.isInString = false;
      return;
    }
    if (this.isKey && this.name.length < longestName) this.name += text.charAt(at);
  }

  private outside(code: number): void {
    if (isBlank(code)) return;
    if (this.hasRoot && this.level === 0) throw new MalformedFileError('The JSON document goes on after its end.');
    this.hasRoot = true;
    switch (code) {
      case openBrace:
      case openBracket:
        this.openContainer(code);
        return;
      case closeBrace:
      case closeBracket:
        this.closeContainer();
        return;
      case quote:
        this.refuseWanted();
        this.isInString = true;
        this.name = '';
        return;
      case colon:
        this.afterKey();
        return;
      case comma:
        if (this.level === this.onPath) this.isKey = true;
        return;
      default:
        this.refuseWanted();
    }
  }

  private openContainer(code: number): void {
    this.level += 1;
    if (this.phase === 'after' || !this.isWanted) return;
    this.isWanted = false;
    if (this.onPath === this.path.length) {
      if (code !== openBracket) {
        this.refuse();
        return;
      }
      this.phase = 'items';
      this.hasFound = true;
      this.itemsLevel = this.level;
      return;
    }
    if (code !== openBrace) {
      this.refuse();
      return;
    }
    this.onPath += 1;
    this.isKey = true;
  }

  private closeContainer(): void {
    this.level -= 1;
    if (this.level < 0) throw new MalformedFileError('The JSON document closes more than it opens.');
    if (this.level < this.onPath) {
      if (this.phase === 'seeking' && !this.isOpen) throw notThere();
      this.onPath = this.level;
    }
    this.isKey = false;
  }

  private afterKey(): void {
    if (this.phase !== 'seeking' || this.level !== this.onPath || !this.isKey) return;
    this.isKey = false;
    const wanted = this.path[this.onPath - 1];
    this.isWanted = wanted === anyName || this.name === wanted;
  }

  private refuseWanted(): void {
    if (this.isWanted && this.phase === 'seeking') this.refuse();
  }

  // Behind `*` there may be other things than what is looked for.
  private refuse(): void {
    if (!this.isOpen) throw notThere();
    this.isWanted = false;
  }

  private inItems(code: number, text: string, at: number, items: JsonItem[]): void {
    if (this.level === this.itemsLevel && (code === comma || code === closeBracket)) {
      this.finishItem(text, at, items);
      if (code === closeBracket) this.leaveItems();
      return;
    }
    if (this.itemFrom === -1) {
      if (isBlank(code)) return;
      this.itemFrom = at;
    }
    if (code === quote) this.isInString = true;
    else this.nest(code);
  }

  private nest(code: number): void {
    if (code === openBrace || code === openBracket) {
      this.level += 1;
      if (this.level - this.itemsLevel > maxDepth) this.isUnreadable = true;
    } else if (code === closeBrace || code === closeBracket) {
      this.level -= 1;
      if (this.level < this.itemsLevel) throw new MalformedFileError('The JSON document closes more than it opens.');
    }
  }

  private finishItem(text: string, at: number, items: JsonItem[]): void {
    if (this.itemFrom === -1) return;
    this.keep(text.slice(this.itemFrom, at));
    items.push(this.isUnreadable ? undefined : this.kept);
    this.itemFrom = -1;
    this.kept = '';
    this.isUnreadable = false;
  }

  private leaveItems(): void {
    this.level -= 1;
    this.phase = this.isOpen ? 'seeking' : 'after';
    this.isKey = false;
  }

  private keep(part: string): void {
    if (this.kept.length + part.length > this.maxItemLength) this.isUnreadable = true;
    this.kept = this.isUnreadable ? '' : this.kept + part;
  }
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

function notThere(): MalformedFileError {
  return new MalformedFileError('There is no array of records at the path that the source names.');
}
