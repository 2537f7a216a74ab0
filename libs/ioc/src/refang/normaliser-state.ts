import { TextView } from './text-view';
import type { EditKind } from './text-view';

/** Where the reading of source text stands, and what a reader of one mark may do: look around, copy, replace, rewrite. */
export class NormaliserState {
  readonly view = new TextView();
  /** Source still needed, and the absolute position of its first unit. */
  source = '';
  base = 0;
  /** Next unit to read, relative to `source`. */
  at = 0;
  /** Absolute position of a closing bracket whose opener was dropped, -1 when there is none. */
  dropCloserAt = -1;
  /** Absolute end of a comma-separated address being read, 0 outside of one. */
  commaAddressEnd = 0;
  /** Absolute end of a URL in angle brackets that is broken over lines, 0 outside of one. */
  angleUrlEnd = 0;
  /** The text said that it is quoted-printable. */
  isQuotedPrintable = false;

  append(chunk: string): void {
    this.source += chunk;
    this.view.source = this.source;
  }

  /** Drops source before a relative position that nothing will ask for again. */
  dropSource(count: number): void {
    this.source = this.source.slice(count);
    this.base += count;
    this.at -= count;
    this.view.source = this.source;
    this.view.sourceBase = this.base;
  }

  /** Writes one unit that stands for itself. */
  copy(): void {
    const { view } = this;
    view.reserve(1);
    view.chars[view.length++] = this.source.charCodeAt(this.at);
    this.at += 1;
  }

  /** Writes `text` for the source from here to relative `end`. */
  replace(text: string, end: number, kind: EditKind): void {
    this.view.replaceTail(this.view.length, text, this.base + end, kind);
    this.at = end;
  }

  /** Like `replace`, with the view's last units from `from` on rewritten too. */
  rewrite(from: number, text: string, end: number, kind: EditKind): void {
    this.view.replaceTail(from, text, this.base + end, kind);
    this.at = end;
  }

  /** The unit before the view's end, `back` units further when given. */
  before(back = 0): number {
    return this.view.at(this.view.length - 1 - back);
  }

  /** The source unit at a relative position, 0 past its end. */
  code(index: number): number {
    return index < this.source.length ? this.source.charCodeAt(index) : 0;
  }
}
