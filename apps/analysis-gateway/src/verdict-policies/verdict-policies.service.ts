import { Inject, Injectable } from '@nestjs/common';
import { Audit } from '@sentrybox/audit';
import type {
  InputOf,
  Principal,
  previewVerdictPolicy,
  putVerdictPolicy,
  Verdict,
  VerdictRules,
} from '@sentrybox/contracts';
import { pluginResultSchema, reliabilitySchema, subjectIdOf } from '@sentrybox/contracts';
import { Database, uuidv7 } from '@sentrybox/database';
import type { Clock } from '@sentrybox/observability';
import { CLOCK } from '@sentrybox/observability';
import { z } from 'zod';
import { TeamState } from '../team-state';
import { assess, platformPolicy } from '../verdict';
import type { JudgedAnalysis, PolicyRow } from './verdict-policies.repository';
import { VerdictPoliciesRepository } from './verdict-policies.repository';
import { policyOf } from './verdict-policies';

const maxExamples = 100;
const dayMs = 86_400_000;

const pluginsSchema = z.array(
  z.object({
    plugin: z.string(),
    reliability: reliabilitySchema,
    result: pluginResultSchema.nullable(),
    finishedAt: z.coerce.date().nullable(),
  }),
);

/** Use cases of the rules of verdicts. */
@Injectable()
export class VerdictPoliciesService {
  constructor(
    private readonly repository: VerdictPoliciesRepository,
    private readonly state: TeamState,
    private readonly audit: Audit,
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async get({ teamId }: Principal) {
    return toView(await this.database.inTeam(teamId, () => this.repository.latest(teamId)));
  }

  /** Another version; analyses that were judged by an earlier one keep it. */
  async put(principal: Principal, { rules, reason }: InputOf<typeof putVerdictPolicy>['body']) {
    const { teamId } = principal;
    const row = await this.database.inTeam(teamId, async () => {
      const number = 1 + ((await this.repository.latest(teamId))?.number ?? 0);
      const made = {
        id: uuidv7(),
        number,
        rules,
        reason,
        createdBy: subjectIdOf(principal),
        createdAt: this.clock.now(),
      };
      await this.repository.insert(teamId, made);
      const object = { type: 'verdict_policy', id: policyOf(made).version };
      await this.audit.record({ action: 'verdict_policy_changed', teamId, object, outcome: 'success' });
      return made;
    });
    await this.state.announce(teamId);
    return toView(row);
  }

  /** Judges the newest analyses again by other rules, each as of the time at which it was judged. */
  async preview({ teamId }: Principal, { rules, days, limit }: InputOf<typeof previewVerdictPolicy>['body']) {
    const since = new Date(this.clock.now().getTime() - days * dayMs);
    const analyses = await this.database.inTeam(teamId, () => this.repository.judged(teamId, since, limit));
    const changes = analyses
      .map((analysis) => ({ analysis, after: judgedBy(analysis, rules) }))
      .filter(({ analysis, after }) => after.verdict !== analysis.verdict || after.score !== analysis.score);
    return {
      judged: analyses.length,
      changed: changes.length,
      transitions: transitionsOf(changes.map(({ analysis, after }) => [analysis.verdict, after.verdict])),
      examples: changes.slice(0, maxExamples).map(({ analysis: { id, canonical, verdict, score }, after }) => ({
        analysis_id: id,
        canonical,
        before: { verdict, score },
        after,
      })),
    };
  }
}

function judgedBy({ indicatorType, plugins, asOf }: JudgedAnalysis, rules: VerdictRules) {
  const witnesses = pluginsSchema.parse(plugins).map(({ plugin, reliability, result, finishedAt }) => ({
    plugin,
    reliability,
    result,
    answeredAt:
      result === null || finishedAt === null ? null : new Date(finishedAt.getTime() - result.age_seconds * 1_000),
  }));
  const { verdict, score } = assess(indicatorType, witnesses, new Date(asOf), { version: 'preview', rules });
  return { verdict, score };
}

function transitionsOf(pairs: readonly (readonly [from: Verdict, to: Verdict])[]) {
  const counts = new Map<string, { from: Verdict; to: Verdict; count: number }>();
  for (const [from, to] of pairs) {
    const key = `${from} ${to}`;
    counts.set(key, { from, to, count: 1 + (counts.get(key)?.count ?? 0) });
  }
  return [...counts.values()].sort((a, b) => b.count - a.count);
}

function toView(row: PolicyRow | undefined) {
  if (row === undefined) return { ...platformPolicy, reason: null, created_at: null };
  return { ...policyOf(row), reason: row.reason, created_at: row.createdAt.toISOString() };
}
