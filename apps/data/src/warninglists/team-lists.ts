import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@sentrybox/database';
import type { Clock } from '@sentrybox/observability';
import { CLOCK } from '@sentrybox/observability';
import { builtInLists } from './built-in-lists';
import { CompiledList } from './matching/compiled-list';
import { WarninglistsRepository } from './warninglists.repository';

// About 400 bytes an entry in memory: 2 million entries are some 800 MB at the very most, over all teams together.
const maxEntries = 2_000_000;
// An announcement that was missed (Redis was away) is made up for after this time at the latest.
const trustMs = 10_000;

interface TeamState {
  /** Tells one set of imported lists from another. */
  readonly version: string;
  readonly lists: readonly CompiledList[];
  readonly importedEntryCount: number;
}

interface Cached {
  readonly state: Promise<TeamState>;
  /** Until then, by the monotonic clock, the lists are taken for current without asking. */
  trustedUntilMs: number;
}

/** The lists each team sees, compiled once and kept until the team's lists change or room is needed. */
@Injectable()
export class TeamLists {
  private readonly builtIn = builtInLists.map((list) => new CompiledList(list));
  private readonly byTeam = new Map<string, Cached>();
  private readonly sizes = new Map<string, number>();

  constructor(
    private readonly database: Database,
    private readonly repository: WarninglistsRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async of(teamId: string): Promise<readonly CompiledList[]> {
    const cached = this.byTeam.get(teamId);
    if (cached === undefined || !(await this.isCurrent(teamId, cached))) return await this.reloaded(teamId, cached);
    if (this.byTeam.get(teamId) === cached) {
      // Last in the map, so that the lists nobody asks for make room first.
      this.byTeam.delete(teamId);
      this.byTeam.set(teamId, cached);
    }
    return (await cached.state).lists;
  }

  forget(teamId: string): void {
    this.byTeam.delete(teamId);
    this.sizes.delete(teamId);
  }

  private async isCurrent(teamId: string, cached: Cached): Promise<boolean> {
    const nowMs = this.clock.monotonicMs();
    if (nowMs < cached.trustedUntilMs) return true;
    const { version } = await cached.state;
    if ((await this.database.inTeam(teamId, () => this.repository.version(teamId))) !== version) return false;
    cached.trustedUntilMs = nowMs + trustMs;
    return true;
  }

  /** @param outdated what was found; if somebody else replaced it meanwhile, theirs is good */
  private async reloaded(teamId: string, outdated: Cached | undefined): Promise<readonly CompiledList[]> {
    const current = this.byTeam.get(teamId);
    if (current !== undefined && current !== outdated) return (await current.state).lists;
    const loading: Cached = { state: this.load(teamId), trustedUntilMs: this.clock.monotonicMs() + trustMs };
    this.byTeam.set(teamId, loading);
    try {
      const { lists, importedEntryCount } = await loading.state;
      if (this.byTeam.get(teamId) === loading) {
        this.sizes.set(teamId, importedEntryCount);
        this.makeRoom(teamId);
      }
      return lists;
    } catch (error) {
      if (this.byTeam.get(teamId) === loading) this.forget(teamId);
      throw error;
    }
  }

  private load(teamId: string): Promise<TeamState> {
    return this.database.inTeam(teamId, async () => {
      // The version first: what changes in between is then seen as a change, not missed.
      const version = await this.repository.version(teamId);
      const rows = await this.repository.all(teamId);
      return {
        version,
        lists: [...this.builtIn, ...rows.map((row) => new CompiledList(row))],
        importedEntryCount: rows.reduce((sum, row) => sum + row.entries.length, 0),
      };
    });
  }

  private makeRoom(keptTeamId: string): void {
    let total = [...this.sizes.values()].reduce((sum, size) => sum + size, 0);
    for (const teamId of [...this.byTeam.keys()]) {
      if (total <= maxEntries) return;
      if (teamId === keptTeamId) continue;
      total -= this.sizes.get(teamId) ?? 0;
      this.forget(teamId);
    }
  }
}
