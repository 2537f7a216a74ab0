import { HashFilter } from './hash-filter';
import { eachSlot, Postings } from './postings';

/** 512 KiB, for some hundred thousand names. */
const filterBits = 22;

/** Host names of many lists, each of which stands for itself and everything below it. */
export class NamePostings {
  private readonly names = new Postings<string>();
  private readonly hashes = new HashFilter(filterBits);

  add(name: string, slot: number): void {
    this.names.add(name, slot);
    let hash = 0;
    for (let at = name.length - 1; at >= 0; at -= 1) hash = preceded(hash, name, at);
    this.hashes.add(hash);
  }

  remove(slot: number): void {
    this.names.remove(slot);
  }

  /** Tells the lists that have the name or one above it, the name itself first. */
  find(text: string, visit: (slot: number, name: string) => void): void {
    if (this.names.isEmpty) return;
    let found: string[] | undefined;
    let hash = 0;
    for (let at = text.length - 1; at >= 0; at -= 1) {
      hash = preceded(hash, text, at);
      const isName = at === 0 || text.charCodeAt(at - 1) === dot;
      if (isName && this.hashes.mayHave(hash)) (found ??= []).push(text.slice(at));
    }
    for (const name of found?.reverse() ?? []) {
      eachSlot(this.names.get(name), (slot) => {
        visit(slot, name);
      });
    }
  }
}

const dot = 46;

// From the end to the beginning: the hashes of a name and of all above it are one walk.
function preceded(hash: number, text: string, at: number): number {
  return (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
}
