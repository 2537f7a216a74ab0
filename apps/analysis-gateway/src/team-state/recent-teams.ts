import type { Clock } from '@sentrybox/observability';

/** How long what a team has set may still hold after it was changed, when the announcement of it got lost. */
const maxAgeMs = 5_000;
const maxTeams = 1_000;

interface Entry<T> {
  readonly value: Promise<T>;
  readonly expiresAtMs: number;
}

/** What is asked about a team with every request and seldom changes: kept for 5 s, loaded once for all that wait. */
export class RecentTeams<T> {
  private readonly entries = new Map<string, Entry<T>>();

  constructor(private readonly clock: Clock) {}

  async get(teamId: string, load: () => Promise<T>): Promise<T> {
    const now = this.clock.monotonicMs();
    const known = this.entries.get(teamId);
    if (known !== undefined && now < known.expiresAtMs) return await known.value;
    const value = load();
    this.entries.delete(teamId);
    this.entries.set(teamId, { value, expiresAtMs: now + maxAgeMs });
    value.catch(() => {
      this.entries.delete(teamId);
    });
    const [oldest] = this.entries.keys();
    if (this.entries.size > maxTeams && oldest !== undefined) this.entries.delete(oldest);
    return await value;
  }

  /** @param teamId undefined: of all teams */
  drop(teamId: string | undefined): void {
    if (teamId === undefined) this.entries.clear();
    else this.entries.delete(teamId);
  }
}
