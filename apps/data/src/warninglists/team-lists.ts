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
  /** Built-in lists and the team's. */
  readonly lists: readonly CompiledList[];
  /** The team's by `<id> <version>`, for the next time. */
  readonly imported: ReadonlyMap<string, CompiledList>;
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
    if (cached === undefined || this.clock.monotonicMs() >= cached.trustedUntilMs) {
      return await this.reload(teamId, cached?.state);
    }
    // Last in the map, so that the lists nobody asks for make room first.
    this.byTeam.delete(teamId);
    this.byTeam.set(teamId, cached);
    return (await cached.state).lists;
  }

  /** The team's lists changed: the next question looks what is stored. */
  distrust(teamId: string): void {
    const cached = this.byTeam.get(teamId);
    if (cached !== undefined) cached.trustedUntilMs = -Infinity;
  }

  private async reload(teamId: string, previous: Promise<TeamState> | undefined): Promise<readonly CompiledList[]> {
    const loading: Cached = {
      state: this.load(teamId, previous),
      trustedUntilMs: this.clock.monotonicMs() + trustMs,
    };
    this.byTeam.delete(teamId);
    this.byTeam.set(teamId, loading);
    try {
      const { lists, importedEntryCount } = await loading.state;
      if (this.byTeam.get(teamId) === loading) {
        this.sizes.set(teamId, importedEntryCount);
        this.makeRoom(teamId);
      }
      return lists;
    } catch (error) {
      if (this.byTeam.get(teamId) === loading) this.drop(teamId);
      throw error;
    }
  }

  // List by list, and only those that changed: some hundred thousand entries at once would hold up every other request.
  private async load(teamId: string, previous: Promise<TeamState> | undefined): Promise<TeamState> {
    const known = (await previous?.catch(() => undefined))?.imported;
    return await this.database.inTeam(teamId, async () => {
      const imported = new Map<string, CompiledList>();
      for (const { id, version } of await this.repository.versions(teamId)) {
        const key = `${id} ${version}`;
        const list = known?.get(key) ?? (await this.compiled(teamId, id));
        if (list !== undefined) imported.set(key, list);
      }
      const own = [...imported.values()];
      return {
        lists: [...this.builtIn, ...own],
        imported,
        importedEntryCount: own.reduce((sum, { entryCount }) => sum + entryCount, 0),
      };
    });
  }

  private async compiled(teamId: string, id: string): Promise<CompiledList | undefined> {
    const row = await this.repository.find(teamId, id);
    return row === undefined ? undefined : new CompiledList(row);
  }

  private makeRoom(keptTeamId: string): void {
    let total = [...this.sizes.values()].reduce((sum, size) => sum + size, 0);
    for (const teamId of [...this.byTeam.keys()]) {
      if (total <= maxEntries) return;
      if (teamId === keptTeamId) continue;
      total -= this.sizes.get(teamId) ?? 0;
      this.drop(teamId);
    }
  }

  private drop(teamId: string): void {
    this.byTeam.delete(teamId);
    this.sizes.delete(teamId);
  }
}
