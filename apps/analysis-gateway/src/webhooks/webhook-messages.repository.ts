import { Injectable } from '@nestjs/common';
import type { IocType, Verdict } from '@sentrybox/contracts';
import { Database } from '@sentrybox/database';

/** A message and what it tells of. */
export interface WebhookMessage {
  readonly id: string;
  readonly createdAt: Date;
  readonly analysisId: string;
  readonly ioc: string;
  readonly type: IocType;
  readonly canonical: string;
  readonly verdict: Verdict;
  readonly score: number;
}

/** Every question about messages, in the current transaction of the team. */
@Injectable()
export class WebhookMessagesRepository {
  constructor(private readonly database: Database) {}

  /** @returns false when the analysis has its message already */
  async insert(teamId: string, id: string, analysisId: string, createdAt: Date): Promise<boolean> {
    const sql = `insert into analysis.webhook_message (team_id, id, analysis_id, created_at) values ($1, $2, $3, $4)
      on conflict (team_id, analysis_id) do nothing`;
    return (await this.database.execute(sql, [teamId, id, analysisId, createdAt])) === 1;
  }

  /** Undefined when it was delivered before, or its analysis is gone. */
  async undelivered(teamId: string, id: string): Promise<WebhookMessage | undefined> {
    const [row] = await this.database.query<WebhookMessage>(
      `select m.id, m.created_at as "createdAt", a.id as "analysisId", a.ioc, a.type, a.canonical, a.verdict, a.score
       from analysis.webhook_message as m join analysis.analysis as a on a.team_id = m.team_id and a.id = m.analysis_id
       where m.team_id = $1 and m.id = $2 and m.delivered_at is null`,
      [teamId, id],
    );
    return row;
  }

  async delivered(teamId: string, id: string, at: Date): Promise<void> {
    const sql = 'update analysis.webhook_message set delivered_at = $3 where team_id = $1 and id = $2';
    await this.database.execute(sql, [teamId, id, at]);
  }
}
