import type { Explanation } from '@sentrybox/contracts';
import type { Judgement, Witness } from './judgement';
import { hasAnswered, scoreWithout } from './judgement';

/** Why the verdict is what it is: the rules that acted, each group with its share of the score, and who was not heard. */
export function explain(judgement: Judgement, witnesses: readonly Witness[]): Explanation[] {
  const rules = [...exemption(judgement), ...judgement.total.applied].map((text): Explanation => ({
    kind: 'rule',
    text,
  }));
  const statements = judgement.groups
    .map((group): Explanation => ({
      kind: 'evidence',
      text: group.facts.join('; '),
      lineage: group.lineage,
      plugins: [...group.plugins],
      delta: judgement.score - scoreWithout(judgement, group),
    }))
    .sort((a, b) => Math.abs(b.delta ?? 0) - Math.abs(a.delta ?? 0));
  return [...rules, ...statements, ...witnesses.filter((witness) => !hasAnswered(witness)).map(gapOf)];
}

function exemption({ isExempt, signals }: Judgement): string[] {
  if (!isExempt) return [];
  return signals.has('non_public')
    ? ['The address is not a public one, so reputation does not apply to it.']
    : ['It is a test file or the empty file, so reputation does not apply to it.'];
}

function gapOf({ plugin, result }: Witness): Explanation {
  if (result === null) return { kind: 'gap', plugins: [plugin], text: 'Has not answered yet.' };
  const why = result.status === 'error' ? (result.error?.message ?? 'Failed.') : (result.reason ?? 'Was not asked.');
  return { kind: 'gap', plugins: [plugin], text: why };
}
