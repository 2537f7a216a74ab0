/** Which lists an entry stands on: a number, or several; most entries stand on one. */
type Slots = number | readonly number[];

/** Entries of many lists in one table, so that a look-up costs the same whatever the number of lists. */
export class Postings<Key extends string | number> {
  private readonly table = new Map<Key, Slots>();

  add(key: Key, slot: number): void {
    const known = this.table.get(key);
    if (known === undefined) this.table.set(key, slot);
    else if (typeof known === 'number') {
      if (known !== slot) this.table.set(key, [known, slot]);
    } else if (!known.includes(slot)) this.table.set(key, [...known, slot]);
  }

  /** The lists of an entry; undefined for none. */
  get(key: Key): Slots | undefined {
    return this.table.get(key);
  }

  remove(slot: number): void {
    for (const [key, known] of this.table) {
      if (known === slot) this.table.delete(key);
      else if (typeof known !== 'number' && known.includes(slot)) {
        const rest = known.filter((each) => each !== slot);
        this.table.set(key, rest.length === 1 ? (rest[0] ?? rest) : rest);
      }
    }
  }

  get isEmpty(): boolean {
    return this.table.size === 0;
  }
}

export function eachSlot(slots: Slots | undefined, visit: (slot: number) => void): void {
  if (slots === undefined) return;
  if (typeof slots === 'number') visit(slots);
  else for (const slot of slots) visit(slot);
}
