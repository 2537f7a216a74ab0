import type { EgressProfile } from '../profiles';
import type { CircuitState } from './circuit';
import { Upstream } from './upstream';
import type { UpstreamClock } from './upstream';

/** Origins whose health is remembered. Beyond, the one unused for longest is forgotten, open or not. */
const maxUpstreams = 1_024;

interface Entry {
  readonly label: string;
  readonly upstream: Upstream;
}

/** Told when the circuit of an upstream opens or closes; `label` is from a closed set. */
export type OnCircuitChange = (label: string, state: 'open' | 'closed') => void;

/**
 * What is known about each origin, per name and kind of profile: what a user makes a scan ask says nothing about the
 * same host to a plugin.
 */
export class Upstreams {
  private readonly entries = new Map<string, Entry>();

  constructor(
    private readonly clock: UpstreamClock,
    private readonly onCircuitChange: OnCircuitChange = () => undefined,
  ) {}

  of(profile: EgressProfile, origin: string): Upstream {
    const key = `${labelOf(profile)} ${profile.kind} ${origin}`;
    const entry = this.entries.get(key) ?? this.create(profile);
    this.entries.delete(key);
    this.entries.set(key, entry);
    this.forgetOldest();
    return entry.upstream;
  }

  /** The worst state per label: 2 open, 1 half open, 0 closed. */
  states(): ReadonlyMap<string, number> {
    const worst = new Map<string, number>();
    for (const { label, upstream } of this.entries.values()) {
      worst.set(label, Math.max(worst.get(label) ?? 0, figureOf[upstream.state]));
    }
    return worst;
  }

  private create(profile: EgressProfile): Entry {
    const label = labelOf(profile);
    const upstream = new Upstream(this.clock, (state) => {
      this.onCircuitChange(label, state);
    });
    return { label, upstream };
  }

  private forgetOldest(): void {
    if (this.entries.size <= maxUpstreams) {
      return;
    }
    for (const [key, { upstream }] of this.entries) {
      if (upstream.isIdle) {
        this.entries.delete(key);
        return;
      }
    }
  }
}

const figureOf: Readonly<Record<CircuitState, number>> = { closed: 0, half_open: 1, open: 2 };

/** Names are given in code; an origin may come from a user and is no label. */
export function labelOf(profile: EgressProfile): string {
  return profile.name ?? profile.kind;
}
