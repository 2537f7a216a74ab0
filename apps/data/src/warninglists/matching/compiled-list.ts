import type { Signal, WarninglistMatch, WarninglistMatchType } from '@sentrybox/contracts';
import type { Candidate } from './candidates';
import { NetworkIndex } from './network-index';

export interface WarninglistSource {
  readonly name: string;
  readonly description: string;
  readonly matchType: WarninglistMatchType;
  /** MISP attribute names; empty: every kind of value. */
  readonly attributes: readonly string[];
  readonly signal: Signal | null;
  readonly entries: readonly string[];
}

interface Finder {
  /** Entries that a value can match; a list of networks may hold what is none. */
  readonly size: number;
  /** The entry that the candidate matches. */
  find(candidate: Candidate): string | undefined;
}

/** A list made ready for look-ups in memory. */
export class CompiledList {
  private readonly finder: Finder;
  private readonly attributes: ReadonlySet<string>;

  constructor(private readonly source: WarninglistSource) {
    this.attributes = new Set(source.attributes);
    this.finder = finderOf(source);
  }

  /** How many entries take part in look-ups. */
  get entryCount(): number {
    return this.finder.size;
  }

  /** The first of the candidates that stands on the list. */
  match(candidates: readonly Candidate[]): WarninglistMatch | undefined {
    for (const candidate of candidates) {
      if (!this.concerns(candidate)) continue;
      const entry = this.finder.find(candidate);
      if (entry === undefined) continue;
      const { name, description, signal } = this.source;
      return { list: name, description, entry, signal: candidate.isItself ? signal : signalOfHost(signal) };
    }
    return undefined;
  }

  private concerns(candidate: Candidate): boolean {
    return this.attributes.size === 0 || candidate.attributes.some((each) => this.attributes.has(each));
  }
}

// A page on a well-known host is not itself well known: what is said of the page still counts.
function signalOfHost(signal: Signal | null): Signal | null {
  return signal === 'known_false_positive' || signal === 'popular_domain' ? 'shared_infrastructure' : signal;
}

function finderOf({ matchType, entries }: WarninglistSource): Finder {
  switch (matchType) {
    case 'cidr': {
      const networks = new NetworkIndex(entries);
      return {
        size: networks.size,
        find: ({ value, kind }) => (kind === 'address' ? networks.find(value) : undefined),
      };
    }
    case 'string': {
      const values = new Set(normalised(entries));
      return { size: values.size, find: ({ value }) => (values.has(value.toLowerCase()) ? value : undefined) };
    }
    case 'hostname': {
      const names = new Set(normalised(entries).map((entry) => entry.replace(/^\./, '')));
      return {
        size: names.size,
        find: ({ value, kind }) => (kind === 'name' ? suffixIn(names, value.toLowerCase()) : undefined),
      };
    }
    case 'substring': {
      const parts = [...new Set(normalised(entries))];
      return { size: parts.length, find: ({ value }) => parts.find((part) => value.toLowerCase().includes(part)) };
    }
  }
}

function normalised(entries: readonly string[]): string[] {
  return entries.map((entry) => entry.trim().toLowerCase()).filter((entry) => entry !== '');
}

function suffixIn(names: ReadonlySet<string>, host: string): string | undefined {
  for (let suffix = host; ; suffix = suffix.slice(suffix.indexOf('.') + 1)) {
    if (names.has(suffix)) return suffix;
    if (!suffix.includes('.')) return undefined;
  }
}
