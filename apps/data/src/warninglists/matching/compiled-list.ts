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

type Finder = (candidate: Candidate) => string | undefined;

/** A list made ready for look-ups in memory. */
export class CompiledList {
  readonly entryCount: number;
  private readonly find: Finder;
  private readonly attributes: ReadonlySet<string>;

  constructor(private readonly source: WarninglistSource) {
    this.entryCount = source.entries.length;
    this.attributes = new Set(source.attributes);
    this.find = finderOf(source);
  }

  /** The first of the candidates that stands on the list. */
  match(candidates: readonly Candidate[]): WarninglistMatch | undefined {
    for (const candidate of candidates) {
      if (!this.concerns(candidate)) continue;
      const entry = this.find(candidate);
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
      return ({ value, isAddress }) => (isAddress ? networks.find(value) : undefined);
    }
    case 'string': {
      const values = new Set(entries.map((entry) => entry.trim().toLowerCase()));
      return ({ value }) => (values.has(value.toLowerCase()) ? value : undefined);
    }
    case 'hostname': {
      const names = new Set(entries.map((entry) => entry.trim().toLowerCase().replace(/^\./, '')));
      return ({ value, isAddress }) => (isAddress ? undefined : suffixIn(names, value.toLowerCase()));
    }
    case 'substring': {
      const parts = entries.map((entry) => entry.trim().toLowerCase()).filter((entry) => entry !== '');
      return ({ value }) => parts.find((part) => value.toLowerCase().includes(part));
    }
  }
}

function suffixIn(names: ReadonlySet<string>, host: string): string | undefined {
  for (let suffix = host; ; suffix = suffix.slice(suffix.indexOf('.') + 1)) {
    if (names.has(suffix)) return suffix;
    if (!suffix.includes('.')) return undefined;
  }
}
