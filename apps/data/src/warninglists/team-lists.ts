import { Inject, Injectable } from '@nestjs/common';
import { platformTeamId } from '@sentrybox/contracts';
import { Database } from '@sentrybox/database';
import type { Clock } from '@sentrybox/observability';
import { CLOCK } from '@sentrybox/observability';
import { builtInLists } from './built-in-lists';
import { ListIndex } from './matching/list-index';
import type { WarninglistSource } from './matching/list-index';
import { WarninglistsRepository } from './warninglists.repository';

// Some 200 bytes an entry in memory: 2 million entries are some 400 MB at the very most, over all teams together.
const maxEntries = 2_000_000;
// An announcement that was missed (Redis was away) is made up for after this time at the latest.
const trustMs = 10_000;

interface TeamState {
  readonly own: ListIndex;
  /** Where the team's lists are in the index, by `<id> <version>`. */
  readonly slots: ReadonlyMap<string, number>;
}

interface Cached {
  readonly state: Promise<TeamState>;
  /** Until then, by the monotonic clock, the lists are taken for current without asking. */
  trustedUntilMs: number;
}

/** The lists each team sees, compiled once and kept until the team's lists change or room is needed. */
@Injectable()
export class TeamLists {
  private readonly builtIn = indexOf(builtInLists);
  private readonly byTeam = new Map<string, Cached>();
  private readonly sizes = new Map<string, number>();

  constructor(
    private readonly database: Database,
    private readonly repository: WarninglistsRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Those that come with the platform, those that its admins imported for everybody, and the team's; outside any transaction
   * of another team.
   * @param teamId `platformTeamId` for those without a team
   */
  async of(teamId: string): Promise<readonly ListIndex[]> {
    const teams = teamId === platformTeamId ? [teamId] : [platformTeamId, teamId];
    return [this.builtIn, ...(await Promise.all(teams.map((each) => this.ownOf(each))))];
  }

  private async ownOf(teamId: string): Promise<ListIndex> {
    const cached = this.byTeam.get(teamId);
    if (cached === undefined || this.clock.monotonicMs() >= cached.trustedUntilMs) {
      return await this.reload(teamId, cached?.state);
    }
    // Last in the map, so that the lists nobody asks for make room first.
    this.byTeam.delete(teamId);
    this.byTeam.set(teamId, cached);
    return (await cached.state).own;
  }

  /** The team's lists changed: the next question looks what is stored. */
  distrust(teamId: string): void {
    const cached = this.byTeam.get(teamId);
    if (cached !== undefined) cached.trustedUntilMs = -Infinity;
  }

  private async reload(teamId: string, previous: Promise<TeamState> | undefined): Promise<ListIndex> {
    const loading: Cached = {
      state: this.load(teamId, previous),
      trustedUntilMs: this.clock.monotonicMs() + trustMs,
    };
    this.byTeam.delete(teamId);
    this.byTeam.set(teamId, loading);
    try {
      const { own } = await loading.state;
      if (this.byTeam.get(teamId) === loading) {
        this.sizes.set(teamId, own.entryCount);
        this.makeRoom(teamId);
      }
      return own;
    } catch (error) {
      if (this.byTeam.get(teamId) === loading) this.drop(teamId);
      throw error;
    }
  }

  // List by list, and only those that changed: some hundred thousand entries at once would hold up every other request.
  // What a list was is taken away once what it is now is there.
  private async load(teamId: string, previous: Promise<TeamState> | undefined): Promise<TeamState> {
    const known = await previous?.catch(() => undefined);
    const own = known?.own ?? new ListIndex();
    const slots = new Map<string, number>();
    await this.database.inTeam(teamId, async () => {
      for (const { id, version } of await this.repository.versions(teamId)) {
        const key = `${id} ${version}`;
        const slot = known?.slots.get(key) ?? (await this.indexed(own, teamId, id));
        if (slot !== undefined) slots.set(key, slot);
      }
    });
    for (const [key, slot] of known?.slots ?? []) if (!slots.has(key)) own.remove(slot);
    return { own, slots };
  }

  private async indexed(own: ListIndex, teamId: string, id: string): Promise<number | undefined> {
    const row = await this.repository.find(teamId, id);
    return row === undefined ? undefined : own.add(row);
  }

  private makeRoom(keptTeamId: string): void {
    let total = [...this.sizes.values()].reduce((sum, size) => sum + size, 0);
    for (const teamId of [...this.byTeam.keys()]) {
      if (total <= maxEntries) return;
      if (teamId === keptTeamId || teamId === platformTeamId) continue;
      total -= this.sizes.get(teamId) ?? 0;
      this.drop(teamId);
    }
  }

  private drop(teamId: string): void {
    this.byTeam.delete(teamId);
    this.sizes.delete(teamId);
  }
}

function indexOf(sources: readonly WarninglistSource[]): ListIndex {
  const index = new ListIndex();
  for (const source of sources) index.add(source);
  return index;
}
