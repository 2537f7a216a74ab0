import { Injectable } from '@nestjs/common';
import type { Pap, Tlp } from '@sentrybox/contracts';
import { Database } from '@sentrybox/database';

export interface AnalysisSettingsRow {
  readonly defaultTlp: Tlp;
  readonly defaultPap: Pap;
  readonly webhookUrl: string | null;
  /** Sealed. */
  readonly webhookSecret: string | null;
  readonly webhookFailingSince: Date | null;
  readonly webhookDisabledReason: string | null;
}

/** What a team has that never set anything. */
const initialSettings: AnalysisSettingsRow = {
  defaultTlp: 'clear',
  defaultPap: 'clear',
  webhookUrl: null,
  webhookSecret: null,
  webhookFailingSince: null,
  webhookDisabledReason: null,
};

/** Every question about a team's settings of analyses, in the current transaction of the team. */
@Injectable()
export class AnalysisSettingsRepository {
  constructor(private readonly database: Database) {}

  async find(teamId: string): Promise<AnalysisSettingsRow> {
    const [row] = await this.database.query<AnalysisSettingsRow>(
      `select default_tlp as "defaultTlp", default_pap as "defaultPap", webhook_url as "webhookUrl",
         webhook_secret as "webhookSecret", webhook_failing_since as "webhookFailingSince",
         webhook_disabled_reason as "webhookDisabledReason"
       from analysis.team_setting where team_id = $1`,
      [teamId],
    );
    return row ?? initialSettings;
  }

  async save(teamId: string, row: AnalysisSettingsRow, now: Date): Promise<void> {
    await this.database.execute(
      `insert into analysis.team_setting (team_id, default_tlp, default_pap, webhook_url, webhook_secret,
         webhook_failing_since, webhook_disabled_reason, updated_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8)
       on conflict (team_id) do update set default_tlp = $2, default_pap = $3, webhook_url = $4, webhook_secret = $5,
         webhook_failing_since = $6, webhook_disabled_reason = $7, updated_at = $8`,
      [
        ...[teamId, row.defaultTlp, row.defaultPap, row.webhookUrl, row.webhookSecret],
        ...[row.webhookFailingSince, row.webhookDisabledReason, now],
      ],
    );
  }
}
