import type { PluginResult, Reliability, Signal } from '@sentrybox/contracts';
import type { IndicatorType } from '@sentrybox/ioc';
import type { VerdictPolicy } from './policy';
import type { Balance } from './rules';
import { balance } from './rules';
import type { Statement } from './statements';
import { statementsOf } from './statements';

/** A plugin that was applicable; `result` is null while it is still pending. */
export interface Witness {
  readonly plugin: string;
  readonly reliability: Reliability;
  readonly result: PluginResult | null;
  /** When the source said what is in the result; of a cached answer, when it was given first. Null while pending. */
  readonly answeredAt: Date | null;
}

/** Everything that was weighed for one indicator at one time, so that it can also be explained. */
export interface Judgement {
  readonly type: IndicatorType;
  readonly policy: VerdictPolicy;
  readonly statements: readonly Statement[];
  readonly signals: ReadonlySet<Signal>;
  readonly total: Balance;
  readonly score: number;
  /** Reputation does not apply: not a public address, or a test artefact. */
  readonly isExempt: boolean;
}

export function judge(
  type: IndicatorType,
  witnesses: readonly Witness[],
  asOf: Date,
  policy: VerdictPolicy,
): Judgement {
  const entries = witnesses.flatMap(({ plugin, result, answeredAt }) =>
    result?.status === 'ok'
      ? result.evidence.map((evidence) => ({ plugin, evidence, answeredAt: answeredAt ?? asOf }))
      : [],
  );
  const { rules } = policy;
  const statements = statementsOf(entries, type, asOf, rules);
  const signals = new Set(entries.flatMap(({ evidence }) => evidence.signals));
  const isExempt = signals.has('non_public') || signals.has('test_artifact');
  const total = balance({ statements, signals, type, rules });
  return { type, policy, statements, signals, total, score: isExempt ? 0 : scoreOf(total, policy), isExempt };
}

/** What the score would be had nothing of this lineage been said. Signals stay: they are facts, not statements. */
export function scoreWithout({ statements, signals, type, policy, isExempt }: Judgement, lineage: string): number {
  if (isExempt) return 0;
  const others = statements.filter((statement) => statement.lineage !== lineage);
  return scoreOf(balance({ statements: others, signals, type, rules: policy.rules }), policy);
}

/** Whether the source was heard: an answer or "no record". Errors, skips and pending ones were not. */
export function hasAnswered(witness: Witness): boolean {
  return witness.result?.status === 'ok' || witness.result?.status === 'not_found';
}

function scoreOf({ malicious, benign }: Balance, { rules }: VerdictPolicy): number {
  return Math.round(100 * malicious * (1 - rules.benign_discount * benign));
}
