import { Injectable } from '@nestjs/common';
import { Database } from '@sentrybox/database';

/** Deleting what is old, a batch at a time. */
@Injectable()
export class PurgeRepository {
  constructor(private readonly database: Database) {}

  /** Teams that have analyses older than an id, at most 1,000. */
  async teamsBefore(id: string): Promise<string[]> {
    const rows = await this.database.query<{ team_id: string }>(
      'select team_id from analysis.teams_with_analyses_before($1)',
      [id],
    );
    return rows.map(({ team_id: teamId }) => teamId);
  }

  /** Analyses that wait for nothing any more. In the current transaction of the team. @returns how many */
  async deleteBefore(teamId: string, id: string, batchSize: number): Promise<number> {
    return await this.database.execute(
      `delete from analysis.analysis where team_id = $1 and id in (
         select a.id from analysis.analysis as a
         where a.team_id = $1 and a.id < $2 and not exists (
           select from analysis.plugin_result as p where p.team_id = a.team_id and p.analysis_id = a.id and p.is_open)
         order by a.id limit $3)`,
      [teamId, id, batchSize],
    );
  }

  /** The ledger outlives nothing that it tells of by more than the analyses do. @returns how many */
  async deleteDisclosuresBefore(teamId: string, id: string, batchSize: number): Promise<number> {
    return await this.database.execute(
      `delete from analysis.disclosure where team_id = $1 and id in (
         select id from analysis.disclosure where team_id = $1 and id < $2 order by id limit $3)`,
      [teamId, id, batchSize],
    );
  }
}
