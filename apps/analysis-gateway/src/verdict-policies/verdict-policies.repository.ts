import { Injectable } from '@nestjs/common';
import { verdictRulesSchema } from '@sentrybox/contracts';
import type { Verdict, VerdictRules } from '@sentrybox/contracts';
import { Database } from '@sentrybox/database';
import type { IndicatorType } from '@sentrybox/ioc';
import { z } from 'zod';

export interface PolicyRow {
  readonly number: number;
  readonly rules: VerdictRules;
  readonly reason: string;
  readonly createdAt: Date;
}

interface NewPolicy {
  readonly id: string;
  readonly number: number;
  readonly rules: VerdictRules;
  readonly reason: string;
  readonly createdBy: string;
  readonly createdAt: Date;
}

/** An analysis as it was judged, for judging it again. */
export interface JudgedAnalysis {
  readonly id: string;
  readonly canonical: string;
  readonly indicatorType: IndicatorType;
  readonly verdict: Verdict;
  readonly score: number;
  readonly asOf: string;
  readonly plugins: unknown;
}

const rowSchema = z.object({
  number: z.int(),
  rules: verdictRulesSchema,
  reason: z.string(),
  createdAt: z.date(),
});

const columns = `number, rules, reason, created_at as "createdAt"`;

/** Every question about rules of verdicts, in the current transaction of the team. */
@Injectable()
export class VerdictPoliciesRepository {
  constructor(private readonly database: Database) {}

  async latest(teamId: string): Promise<PolicyRow | undefined> {
    return await this.first(
      `select ${columns} from analysis.verdict_policy where team_id = $1 order by number desc limit 1`,
      [teamId],
    );
  }

  async numbered(teamId: string, number: number): Promise<PolicyRow | undefined> {
    return await this.first(`select ${columns} from analysis.verdict_policy where team_id = $1 and number = $2`, [
      teamId,
      number,
    ]);
  }

  async insert(teamId: string, policy: NewPolicy): Promise<void> {
    const { id, number, rules, reason, createdBy, createdAt } = policy;
    await this.database.execute(
      `insert into analysis.verdict_policy (team_id, id, number, rules, reason, created_by, created_at)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [teamId, id, number, JSON.stringify(rules), reason, createdBy, createdAt],
    );
  }

  /** The newest analyses since a time, with what their plugins said. */
  async judged(teamId: string, since: Date, limit: number): Promise<JudgedAnalysis[]> {
    return await this.database.query<JudgedAnalysis>(
      `select a.id, a.canonical, a.indicator_type as "indicatorType", a.verdict, a.score,
         a.assessment ->> 'as_of' as "asOf",
         (select coalesce(jsonb_agg(jsonb_build_object('plugin', p.plugin, 'reliability', p.reliability,
            'result', p.result, 'finishedAt', p.finished_at) order by p.plugin), '[]')
          from analysis.plugin_result as p where p.team_id = a.team_id and p.analysis_id = a.id) as plugins
       from analysis.analysis as a
       where a.team_id = $1 and a.queried_at >= $2 order by a.id desc limit $3`,
      [teamId, since, limit],
    );
  }

  private async first(sql: string, values: readonly unknown[]): Promise<PolicyRow | undefined> {
    const [row] = await this.database.query(sql, values);
    return row === undefined ? undefined : rowSchema.parse(row);
  }
}
