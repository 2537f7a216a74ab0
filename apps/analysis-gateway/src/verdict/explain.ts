import type { Explanation } from '@sentrybox/contracts';
import type { Judgement, Witness } from './judgement';
import { hasAnswered, scoreWithout } from './judgement';
import type { AppliedRule } from './rules';

const maxFacts = 5;

/** Why the verdict is what it is: the rules that acted, each lineage with its share of the score, and who was not heard. */
export function explain(judgement: Judgement, witnesses: readonly Witness[]): Explanation[] {
  const rules = [...exemption(judgement), ...judgement.total.applied];
  return [
    ...rules.map((rule): Explanation => ({ kind: 'rule', ...rule })),
    ...statementLines(judgement),
    ...witnesses.filter((witness) => !hasAnswered(witness)).map(gapOf),
  ];
}

function statementLines(judgement: Judgement): Explanation[] {
  const { statements, score } = judgement;
  const lineages = [...new Set(statements.map(({ lineage }) => lineage))].sort();
  return lineages
    .map((lineage) => {
      const ofLineage = statements.filter((statement) => statement.lineage === lineage);
      return {
        kind: 'evidence' as const,
        text: [...new Set(ofLineage.flatMap(({ facts }) => facts))].slice(0, maxFacts).join('; '),
        lineage,
        plugins: [...new Set(ofLineage.map(({ plugin }) => plugin))].sort(),
        delta: score - scoreWithout(judgement, lineage),
      };
    })
    .sort((a, b) => Math.abs(b.delta) - Math.abs(a.delta));
}

function exemption({ isExempt, signals }: Judgement): AppliedRule[] {
  if (!isExempt) return [];
  return signals.has('non_public')
    ? [{ signal: 'non_public', text: 'The address is not a public one, so reputation does not apply to it.' }]
    : [{ signal: 'test_artifact', text: 'It is a test file or the empty file, so reputation does not apply to it.' }];
}

function gapOf({ plugin, result }: Witness): Explanation {
  if (result === null) return { kind: 'gap', plugins: [plugin], text: 'Has not answered yet.' };
  const why = result.status === 'error' ? (result.error?.message ?? 'Failed.') : (result.reason ?? 'Was not asked.');
  return { kind: 'gap', plugins: [plugin], text: why };
}
