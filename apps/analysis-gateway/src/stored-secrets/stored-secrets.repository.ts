import { Injectable } from '@nestjs/common';
import { Database } from '@sentrybox/database';

const batchSize = 1_000; // of the look-up

/** Whose secrets are stored. */
@Injectable()
export class StoredSecretsRepository {
  constructor(private readonly database: Database) {}

  /** Every team that keeps a secret here. */
  async teams(): Promise<string[]> {
    const teams: string[] = [];
    let after = '00000000-0000-0000-0000-000000000000';
    for (;;) {
      const rows = await this.database.query<{ team_id: string }>(
        'select team_id from analysis.teams_with_secrets($1)',
        [after],
      );
      teams.push(...rows.map(({ team_id: teamId }) => teamId));
      const last = teams.at(-1);
      if (rows.length < batchSize || last === undefined) return teams;
      after = last;
    }
  }
}
