/** Why a piece of the view differs from its source. */
export const EXACT_MARK = 1;
/** A defang mark that counts only inside an indicator. */
export const LOOSE_MARK = 2;
/** Another writing of the same character: entity, escape, quoted-printable, soft line break. */
export const ENCODED = 3;
/** An invisible character left out. */
export const HIDDEN = 4;

/** `evil [.] com`: an exact mark with blanks around it, which belong to the text but not to the indicator. */
export const SPACED_MARK = 0;

export type EditKind = typeof SPACED_MARK | typeof EXACT_MARK | typeof LOOSE_MARK | typeof ENCODED | typeof HIDDEN;

/** Where the view's units `from..to` stand in the source: `sourceFrom..sourceTo`. */
export interface Edit {
  from: number;
  to: number;
  sourceFrom: number;
  sourceTo: number;
  kind: EditKind;
}

const FIRST_CAPACITY = 4_096;

/** Edits looked at around the last answer before all of them are searched. */
const MAX_STEPS = 6;

/**
 * Text as a reader means it: defang marks and escapes undone, with the way back to every source position. Positions of
 * the view are relative to its start, source positions are absolute. Both ends of the view move in a stream.
 */
export class TextView {
  chars: Uint16Array = new Uint16Array(FIRST_CAPACITY);
  length = 0;
  /** In order of position; they never overlap. */
  readonly edits: Edit[] = [];
  /** The source as far as it is kept, and the absolute position of its first unit. */
  source = '';
  sourceBase = 0;
  /** Source position of the view's first unit. */
  private origin = 0;
  /** What `editBefore` answered last; a guess, checked before use. */
  private lastEdit = -1;

  reserve(extra: number): void {
    if (this.length + extra <= this.chars.length) return;
    const grown = new Uint16Array(Math.max(this.chars.length * 2, this.length + extra));
    grown.set(this.chars.subarray(0, this.length));
    this.chars = grown;
  }

  /** Puts a zero after the last unit, so that loops over `chars` end without asking for the length. */
  seal(): void {
    this.reserve(1);
    this.chars[this.length] = 0;
  }

  /** The unit at a position, 0 outside the view. */
  at(index: number): number {
    return index >= 0 && index < this.length ? (this.chars[index] ?? 0) : 0;
  }

  /** The view's units as a string: cut out of the source where nothing was edited, which is nearly everywhere. */
  text(from: number, to: number): string {
    const before = this.editBefore(to - 1);
    const edit = this.edits[before];
    if (edit === undefined || edit.to <= from) {
      const shift = edit === undefined ? this.origin : edit.sourceTo - edit.to;
      return this.source.slice(from + shift - this.sourceBase, to + shift - this.sourceBase);
    }
    return textOf(this.chars, from, to);
  }

  /** Index of the last edit that starts at or before the position, -1 when there is none. */
  private editBefore(index: number): number {
    const high = this.edits.length;
    // Readers move forward, so the newest edit is usually the answer while normalising.
    if (high === 0 || (this.edits[high - 1]?.from ?? 0) <= index) return high - 1;
    this.lastEdit = this.editNear(index) ?? this.searchEdit(index);
    return this.lastEdit;
  }

  /** Readers ask about places close together: the answer is near the last one. Undefined when it is not. */
  private editNear(index: number): number | undefined {
    let edit = Math.min(this.lastEdit, this.edits.length - 1);
    for (let step = 0; step < MAX_STEPS; step++) {
      if (this.editStart(edit) > index) edit -= 1;
      else if (this.editStart(edit + 1) <= index) edit += 1;
      else return edit;
    }
    return undefined;
  }

  private editStart(edit: number): number {
    if (edit < 0) return Number.NEGATIVE_INFINITY;
    return this.edits[edit]?.from ?? Number.POSITIVE_INFINITY;
  }

  private searchEdit(index: number): number {
    let low = 0;
    let high = this.edits.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.edits[middle]?.from ?? 0) <= index) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** Source position where the unit at `index` starts. */
  sourceStart(index: number): number {
    const edit = this.edits[this.editBefore(index)];
    if (edit === undefined) return this.origin + index;
    return index < edit.to ? edit.sourceFrom : edit.sourceTo + index - edit.to;
  }

  /** Source position after the unit before `index`: the exclusive end of a range that ends there. */
  sourceEnd(index: number): number {
    if (index === 0) return this.origin;
    const edit = this.edits[this.editBefore(index - 1)];
    if (edit === undefined) return this.origin + index;
    return index <= edit.to && index > edit.from ? edit.sourceTo : edit.sourceTo + index - edit.to;
  }

  /** What to add to the units of a range to come to their source positions; undefined when the range was edited. */
  plainShift(from: number, to: number): number | undefined {
    const edit = this.edits[this.editBefore(to - 1)];
    if (edit === undefined) return this.origin;
    // A mark that left nothing behind counts where it stood.
    return edit.to < from || (edit.to === from && edit.from < from) ? edit.sourceTo - edit.to : undefined;
  }

  /** Does the range hold a defang mark (an escape or an invisible character is none)? */
  isDefanged(from: number, to: number): boolean {
    for (let at = Math.max(this.editBefore(from), 0); at < this.edits.length; at++) {
      const edit = this.edits[at];
      if (edit === undefined || edit.from >= to) return false;
      const isInside = edit.to > from || (edit.from >= from && edit.to === edit.from);
      if (isInside && edit.kind <= LOOSE_MARK) return true;
    }
    return false;
  }

  /** Replaces the view's end from `from` on by `text`, which stands for the source up to `sourceTo`. */
  replaceTail(from: number, text: string, sourceTo: number, kind: EditKind): void {
    let sourceFrom = this.sourceStart(from);
    let strongest = kind;
    for (let last = this.edits.at(-1); last !== undefined && last.to > from; last = this.edits.at(-1)) {
      sourceFrom = Math.min(sourceFrom, last.sourceFrom);
      if (last.from < from) {
        text = this.text(last.from, from) + text;
        from = last.from;
      }
      if (last.kind < strongest) strongest = last.kind;
      this.edits.pop();
    }
    this.length = from;
    this.reserve(text.length);
    for (let index = 0; index < text.length; index++) this.chars[this.length++] = text.charCodeAt(index);
    this.edits.push({ from, to: this.length, sourceFrom, sourceTo, kind: strongest });
  }

  /** Forgets everything before `index`; positions shift down by it. */
  dropBefore(index: number): void {
    if (index <= 0) return;
    const origin = this.sourceStart(index);
    const firstKept = this.edits.findIndex((edit) => edit.to > index || edit.from >= index);
    this.edits.splice(0, firstKept < 0 ? this.edits.length : firstKept);
    for (const edit of this.edits) {
      edit.from -= index;
      edit.to -= index;
    }
    this.chars.copyWithin(0, index, this.length);
    this.length -= index;
    this.origin = origin;
  }
}

/** Units turned into a text at once; what holds marks is hardly ever longer. */
const MAX_ARGUMENTS = 256;

/** Lists of arguments by their number, used again and again: a list of its own per text costs more than the text. */
const ARGUMENTS = Array.from({ length: MAX_ARGUMENTS + 1 }, (_, length) => new Array<number>(length).fill(0));

function textOf(chars: Uint16Array, from: number, to: number): string {
  let text = '';
  for (let at = from; at < to; at += MAX_ARGUMENTS) {
    const units = ARGUMENTS[Math.min(MAX_ARGUMENTS, to - at)] ?? [];
    for (let index = 0; index < units.length; index++) units[index] = chars[at + index] ?? 0;
    text += String.fromCharCode(...units);
  }
  return text;
}
