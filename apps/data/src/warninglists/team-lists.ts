import { Injectable } from '@nestjs/common';
import { Database } from '@sentrybox/database';
import { builtInLists } from './built-in-lists';
import { CompiledList } from './matching/compiled-list';
import { WarninglistsRepository } from './warninglists.repository';

// About 400 bytes an entry in memory: 2 million entries are some 800 MB at the very most, over all teams together.
const maxEntries = 2_000_000;

/** The lists each team sees, compiled once and kept until the team's lists change or room is needed. */
@Injectable()
export class TeamLists {
  private readonly builtIn = builtInLists.map((list) => new CompiledList(list));
  private readonly byTeam = new Map<string, Promise<readonly CompiledList[]>>();
  private readonly sizes = new Map<string, number>();

  constructor(
    private readonly database: Database,
    private readonly repository: WarninglistsRepository,
  ) {}

  async of(teamId: string): Promise<readonly CompiledList[]> {
    const cached = this.byTeam.get(teamId);
    if (cached !== undefined) {
      this.byTeam.delete(teamId);
      this.byTeam.set(teamId, cached);
      return cached;
    }
    const loading = this.load(teamId);
    this.byTeam.set(teamId, loading);
    try {
      return await loading;
    } catch (error) {
      if (this.byTeam.get(teamId) === loading) this.forget(teamId);
      throw error;
    }
  }

  forget(teamId: string): void {
    this.byTeam.delete(teamId);
    this.sizes.delete(teamId);
  }

  private async load(teamId: string): Promise<readonly CompiledList[]> {
    const rows = await this.database.inTeam(teamId, () => this.repository.all(teamId));
    const lists = [...this.builtIn, ...rows.map((row) => new CompiledList(row))];
    this.sizes.set(
      teamId,
      rows.reduce((sum, row) => sum + row.entries.length, 0),
    );
    this.makeRoom(teamId);
    return lists;
  }

  private makeRoom(keptTeamId: string): void {
    let total = [...this.sizes.values()].reduce((sum, size) => sum + size, 0);
    for (const teamId of this.byTeam.keys()) {
      if (total <= maxEntries) return;
      if (teamId === keptTeamId) continue;
      total -= this.sizes.get(teamId) ?? 0;
      this.forget(teamId);
    }
  }
}
