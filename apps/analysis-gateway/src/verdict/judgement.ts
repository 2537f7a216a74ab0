import type { PluginResult, Reliability, Signal } from '@sentrybox/contracts';
import type { IndicatorType } from '@sentrybox/ioc';
import type { LineageGroup } from './ledger';
import { groupByLineage } from './ledger';
import type { VerdictPolicy } from './policy';
import type { Balance } from './rules';
import { balance, signalsOf } from './rules';

/** A plugin that was applicable; `result` is null while it is still pending. */
export interface Witness {
  readonly plugin: string;
  readonly reliability: Reliability;
  readonly result: PluginResult | null;
}

/** Everything that was weighed for one indicator at one time, so that it can also be explained. */
export interface Judgement {
  readonly type: IndicatorType;
  readonly policy: VerdictPolicy;
  readonly groups: readonly LineageGroup[];
  readonly signals: ReadonlySet<Signal>;
  readonly total: Balance;
  readonly score: number;
  /** Reputation does not apply: not a public address, or a test artefact. */
  readonly isExempt: boolean;
}

export function judge(type: IndicatorType, witnesses: readonly Witness[], now: Date, policy: VerdictPolicy): Judgement {
  const entries = witnesses.flatMap(({ plugin, result }) =>
    result?.status === 'ok' ? result.evidence.map((evidence) => ({ plugin, evidence })) : [],
  );
  const groups = groupByLineage(entries, type, now, policy);
  const signals = signalsOf(entries);
  const isExempt = signals.has('non_public') || signals.has('test_artifact');
  const total = balance(groups, signals, type, policy);
  return { type, policy, groups, signals, total, score: isExempt ? 0 : scoreOf(total, policy), isExempt };
}

/** What the score would be had this group said nothing. */
export function scoreWithout(judgement: Judgement, left: LineageGroup): number {
  const { groups, signals, type, policy, isExempt } = judgement;
  if (isExempt) return 0;
  const others = groups.filter((group) => group !== left);
  return scoreOf(balance(others, signals, type, policy), policy);
}

/** Whether the source was heard: an answer or "no record". Errors, skips and pending ones were not. */
export function hasAnswered(witness: Witness): boolean {
  return witness.result?.status === 'ok' || witness.result?.status === 'not_found';
}

function scoreOf(total: Balance, policy: VerdictPolicy): number {
  return Math.round(100 * total.malicious * (1 - policy.benignDiscount * total.benign));
}
