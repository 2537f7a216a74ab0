import type { Signal, WarninglistMatch, WarninglistMatchType } from '@sentrybox/contracts';
import type { Candidate } from './candidates';
import { NamePostings } from './name-postings';
import { NetworkPostings } from './network-postings';
import { parseExpression } from './parse-expression';
import type { LinearExpression } from './regular-expression';
import { PartIndex } from './part-index';
import { eachSlot, Postings } from './postings';

export interface WarninglistSource {
  readonly name: string;
  readonly description: string;
  readonly matchType: WarninglistMatchType;
  /** MISP attribute names; empty: every kind of value. */
  readonly attributes: readonly string[];
  readonly signal: Signal | null;
  readonly entries: readonly string[];
}

interface IndexedList {
  readonly name: string;
  readonly description: string;
  readonly signal: Signal | null;
  /** Undefined: every kind of value. */
  readonly attributes: ReadonlySet<string> | undefined;
  /** Entries that take part in look-ups, each counted once; a list of networks may hold what is none. */
  readonly entryCount: number;
}

interface Scanned {
  readonly slot: number;
  readonly find: (text: string) => string | undefined;
}

/** Many lists made ready for look-ups in memory, together: a value is looked up once for all of them. */
export class ListIndex {
  private readonly lists = new Map<number, IndexedList>();
  private readonly values = new Postings<string>();
  private readonly names = new NamePostings();
  private readonly networks = new NetworkPostings();
  /** Lists of parts and of regular expressions, of which there are a handful. */
  private scanned: readonly Scanned[] = [];
  private nextSlot = 0;

  get listCount(): number {
    return this.lists.size;
  }

  get entryCount(): number {
    let sum = 0;
    for (const { entryCount } of this.lists.values()) sum += entryCount;
    return sum;
  }

  /** @returns by what to remove it again. @throws ExpressionRefused for a regular expression that may run away */
  add(source: WarninglistSource): number {
    const slot = this.nextSlot;
    this.nextSlot += 1;
    const entryCount = this.index(source, slot);
    const { name, description, signal } = source;
    const attributes = source.attributes.length === 0 ? undefined : new Set(source.attributes);
    this.lists.set(slot, { name, description, signal, attributes, entryCount });
    return slot;
  }

  remove(slot: number): void {
    if (!this.lists.delete(slot)) return;
    this.values.remove(slot);
    this.names.remove(slot);
    this.networks.remove(slot);
    this.scanned = this.scanned.filter((each) => each.slot !== slot);
  }

  /** Each list that has one of the candidates, by the first that it has; in the order in which they were added. */
  match(candidates: readonly Candidate[]): WarninglistMatch[] {
    let found: Map<number, WarninglistMatch> | undefined;
    for (const candidate of candidates) {
      this.find(candidate, (slot, entry) => {
        const list = this.lists.get(slot);
        if (list === undefined || found?.has(slot) === true || !concerns(list, candidate)) return;
        const { name, description, signal } = list;
        found ??= new Map();
        found.set(slot, { list: name, description, entry, signal: candidate.isItself ? signal : signalOfHost(signal) });
      });
    }
    if (found === undefined) return []; // as most of the time
    return [...found].sort(([a], [b]) => a - b).map(([, match]) => match);
  }

  private find(candidate: Candidate, visit: (slot: number, entry: string) => void): void {
    const { value, kind } = candidate;
    const text = value.toLowerCase();
    eachSlot(this.values.get(text), (slot) => {
      visit(slot, text);
    });
    if (kind === 'address') this.networks.find(value, visit);
    if (kind === 'name') this.names.find(text, visit);
    for (const { slot, find } of this.scanned) {
      const list = this.lists.get(slot);
      // Before the look: following expressions costs more than all the other lists together.
      if (list === undefined || !concerns(list, candidate)) continue;
      const entry = find(text);
      if (entry !== undefined) visit(slot, entry);
    }
  }

  private index({ matchType, entries }: WarninglistSource, slot: number): number {
    switch (matchType) {
      case 'cidr':
        return new Set(entries.flatMap((entry) => this.networks.add(entry, slot) ?? [])).size;
      case 'string':
        return this.addAll(this.values, normalised(entries), slot);
      case 'hostname':
        return this.addAll(
          this.names,
          normalised(entries).map((entry) => entry.replace(/^\./, '')),
          slot,
        );
      case 'substring': {
        const parts = new PartIndex(normalised(entries));
        this.scanned = [...this.scanned, { slot, find: (text) => parts.find(text) }];
        return parts.size;
      }
      case 'regex': {
        const expressions = entries.map((entry): [string, LinearExpression] => [entry, parseExpression(entry)]);
        const find = (text: string) => expressions.find(([, expression]) => expression.test(text))?.[0];
        this.scanned = [...this.scanned, { slot, find }];
        return expressions.length;
      }
    }
  }

  private addAll(postings: Pick<Postings<string>, 'add'>, keys: readonly string[], slot: number): number {
    const distinct = new Set(keys);
    for (const key of distinct) postings.add(key, slot);
    return distinct.size;
  }
}

function concerns({ attributes }: IndexedList, candidate: Candidate): boolean {
  return attributes === undefined || candidate.attributes.some((each) => attributes.has(each));
}

// A page on a well-known host is not itself well known: what is said of the page still counts.
function signalOfHost(signal: Signal | null): Signal | null {
  return signal === 'known_false_positive' || signal === 'popular_domain' ? 'shared_infrastructure' : signal;
}

function normalised(entries: readonly string[]): string[] {
  return entries.map((entry) => entry.trim().toLowerCase()).filter((entry) => entry !== '');
}
