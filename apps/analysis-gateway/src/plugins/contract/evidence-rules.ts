import type { Claim, Evidence, Reliability, Signal } from '@sentrybox/contracts';

/** What one condition at the source is worth: one line of the mapping that a plugin publishes. */
interface EvidenceRule {
  /** The condition in the words of the source's documentation, for the plugin's page. */
  readonly when: string;
  readonly claim: Claim;
  /** 0–1. A range where it follows a figure of the source; `by` says how. */
  readonly strength: number | { readonly least: number; readonly most: number; readonly by: string };
  readonly signals?: readonly Signal[];
}

export type EvidenceRules = Readonly<Record<string, EvidenceRule>>;

/** One statement of a plugin. It can only say what a published rule says. */
export interface Statement<Rule extends string = string> {
  readonly rule: Rule;
  /** Where the rule has a range; what lies outside is brought to its nearest end. */
  readonly strength?: number;
  readonly facts: readonly string[];
  /** When the source itself saw it. Default: unknown. */
  readonly observedAt?: string | null;
  /** Page of the source on this very statement. Default: the answer's link. */
  readonly reference?: string | null;
  /** Upstream of the statement. Default: the plugin's first lineage. */
  readonly lineage?: string;
  /** Lineages of the sources that it repeats, where it gathers what others say. */
  readonly members?: readonly string[];
  /** Default: the plugin's. */
  readonly reliability?: Reliability;
  /** Default: the rule's. */
  readonly signals?: readonly Signal[];
}

interface Speaker {
  readonly rules: EvidenceRules;
  readonly lineage: readonly string[];
  readonly reliability: Reliability;
}

/** @throws TypeError when the statement names no rule of the plugin, which the compiler refuses too */
export function evidenceOf(speaker: Speaker, statement: Statement, link: string | null): Evidence {
  const rule = speaker.rules[statement.rule];
  const lineage = statement.lineage ?? speaker.lineage[0];
  if (rule === undefined || lineage === undefined) throw new TypeError(`There is no rule ${statement.rule}.`);
  return {
    claim: rule.claim,
    strength: strengthOf(rule, statement.strength),
    reliability: statement.reliability ?? speaker.reliability,
    lineage,
    ...(statement.members && { members: [...statement.members] }),
    observed_at: statement.observedAt ?? null,
    facts: [...statement.facts],
    signals: [...(statement.signals ?? rule.signals ?? [])],
    reference: statement.reference ?? link,
  };
}

function strengthOf({ strength }: EvidenceRule, stated: number | undefined): number {
  if (typeof strength === 'number') return strength;
  return Math.min(strength.most, Math.max(strength.least, stated ?? strength.least));
}
