import type { Assessment, Evidence, PluginResult } from '@sentrybox/contracts';
import fc from 'fast-check';
import { anyShare, evidenceAround } from '../../test/any-evidence';
import { naiveScore } from '../../test/naive-verdict';
import { assess } from './assess';
import type { Witness } from './judgement';
import { platformPolicy } from './policy';

const now = new Date('2026-05-23T10:00:00.000Z');

function evidence(over: Partial<Evidence> = {}): Evidence {
  return {
    claim: 'malicious',
    strength: 1,
    reliability: 'B',
    lineage: 'feed',
    observed_at: now.toISOString(),
    facts: ['listed'],
    signals: [],
    reference: null,
    ...over,
  };
}

function witness(plugin: string, list: readonly Evidence[], over: Partial<PluginResult> = {}): Witness {
  return {
    plugin,
    reliability: 'B',
    answeredAt: now,
    result: {
      plugin,
      status: 'ok',
      summary: {},
      evidence: [...list],
      observed_at: null,
      from_cache: false,
      age_seconds: 0,
      duration_ms: 1,
      link: null,
      ...over,
    },
  };
}

const judged = (witnesses: readonly Witness[], type: 'ipv4' | 'url' | 'sha256' = 'ipv4') =>
  assess(type, witnesses, now, platformPolicy);

const anyEvidence = evidenceAround(now);
const anyWitnesses = fc.array(
  fc.array(anyEvidence, { maxLength: 3 }).map((list) => witness('p', list)),
  { maxLength: 5 },
);

/** The same lists in another order, each in another order. */
const shuffled = <T>(lists: readonly (readonly T[])[]): fc.Arbitrary<readonly (readonly T[])[]> =>
  fc
    .tuple(...lists.map((list) => fc.shuffledSubarray([...list], { minLength: list.length })))
    .chain((each) => fc.shuffledSubarray(each, { minLength: each.length }));

/** All that an assessment counts; its explanation may name one more plugin. */
function figuresOf({ verdict, score, confidence, coverage, explanation }: Assessment) {
  const deltas = explanation.flatMap(({ lineage, delta }) => (lineage === undefined ? [] : [[lineage, delta]]));
  return { verdict, score, confidence, coverage, deltas: deltas.sort() };
}

const reliabilities = ['A', 'B', 'C', 'D', 'E', 'F'] as const;

/** What the same upstream says with less weight, or with the same. */
function weakened(
  said: Evidence,
  less: { strength: number; days: number; steps: number; isSuspicion: boolean },
): Evidence {
  const rank = Math.min(reliabilities.indexOf(said.reliability) + less.steps, reliabilities.length - 1);
  const seenAt = Date.parse(said.observed_at ?? now.toISOString()) - less.days * 86_400_000;
  return {
    ...said,
    claim: said.claim === 'malicious' && less.isSuspicion ? 'suspicious' : said.claim,
    strength: said.strength * less.strength,
    reliability: reliabilities[rank] ?? 'F',
    observed_at: new Date(seenAt).toISOString(),
  };
}

describe('assess', () => {
  it('knows nothing when nobody said anything', () => {
    expect(judged([])).toMatchObject({ verdict: 'unknown', score: 0, coverage: 0, confidence: 0 });
  });

  it('calls one very reliable accuser malicious and one less reliable only suspicious', () => {
    expect(judged([witness('p', [evidence({ reliability: 'A' })])]).verdict).toBe('malicious');
    expect(judged([witness('p', [evidence({ reliability: 'B' })])])).toMatchObject({
      verdict: 'suspicious',
      score: 85,
    });
  });

  it('does not take a suspicion for a second accuser', () => {
    const accuser = witness('p', [evidence()]);
    const suspicion = witness('q', [evidence({ claim: 'suspicious', lineage: 'spelling' })]);
    const second = witness('q', [evidence({ strength: 0.3, lineage: 'other' })]);

    expect(judged([accuser, suspicion]).verdict).toBe('suspicious');
    expect(judged([accuser, second]).verdict).toBe('malicious');
  });

  it('counts three copies of one feed once', () => {
    const copies = ['api', 'csv', 'misp'].map((name) => witness(name, [evidence({ lineage: 'urlhaus' })]));

    expect(judged(copies).score).toBe(judged([witness('api', [evidence({ lineage: 'urlhaus' })])]).score);
  });

  it('never reads an error as clean: the score stays, the coverage falls', () => {
    const accuser = witness('p', [evidence()]);
    const failed = witness('q', [], { status: 'error', error: { code: 'timeout', message: 'No answer in time.' } });

    const outcome = judged([accuser, failed]);

    expect(outcome.score).toBe(judged([accuser]).score);
    expect(outcome.coverage).toBe(0.5);
    expect(outcome.explanation).toContainEqual({ kind: 'gap', plugins: ['q'], text: 'No answer in time.' });
  });

  it('does not let "no record" lower what a private source knows', () => {
    const accuser = witness('p', [evidence()]);
    const silent = witness('virustotal', [], { status: 'not_found' });

    expect(judged([accuser, silent]).score).toBe(judged([accuser]).score);
  });

  it('says not_applicable for an address that is not public', () => {
    const context = evidence({ claim: 'context', signals: ['non_public'], lineage: 'iana' });

    expect(judged([witness('ip_context', [context]), witness('p', [evidence()])])).toMatchObject({
      verdict: 'not_applicable',
      score: 0,
    });
  });

  it('caps malicious evidence about a known false positive', () => {
    const known = evidence({ claim: 'context', signals: ['known_false_positive'], lineage: 'warninglists' });

    expect(judged([witness('warninglists', [known]), witness('p', [evidence()])]).score).toBe(20);
  });

  it('lifts that cap for a file that two very reliable sources accuse, not for a host and not once one has aged away', () => {
    const known = witness('warninglists', [
      evidence({ claim: 'context', signals: ['known_false_positive'], lineage: 'warninglists' }),
    ]);
    const expired = new Date(now.getTime() - 1_000 * 86_400_000).toISOString();
    const pair = (observedAt: string) => [
      witness('p', [evidence({ reliability: 'A', lineage: 'one' })]),
      witness('q', [evidence({ reliability: 'A', lineage: 'two', observed_at: observedAt })]),
    ];

    expect(judged([known, ...pair(now.toISOString())], 'sha256').score).toBe(100);
    expect(judged([known, ...pair(now.toISOString())], 'ipv4').score).toBe(20);
    expect(judged([known, ...pair(expired)], 'sha256').score).toBe(20);
  });

  it('does not take a very reliable source for a witness once its statement has aged away', () => {
    const expired = new Date(now.getTime() - 48 * 86_400_000).toISOString();
    const group = [
      evidence({ reliability: 'A', observed_at: expired }),
      evidence({ reliability: 'B', observed_at: now.toISOString() }),
    ];

    expect(judged([witness('p', group)])).toMatchObject({ verdict: 'suspicious', score: 85 });
  });

  it.each([
    ['a shared host counts 0.4 of what is said', 'shared_infrastructure', 'ipv4', 34],
    ['a page on it counts in full', 'shared_infrastructure', 'url', 85],
    ['a popular domain counts half', 'popular_domain', 'domain', 43],
    ['a page on it counts in full', 'popular_domain', 'url', 85],
    ['a test file does not count', 'test_artifact', 'sha256', 0],
    ['the team’s own list caps', 'team_allowlisted', 'url', 20],
  ] as const)('lets the rules act: %s (%s, %s)', (_what, signal, type, score) => {
    const context = witness('c', [evidence({ claim: 'context', signals: [signal], lineage: 'c' })]);

    expect(assess(type, [context, witness('p', [evidence()])], now, platformPolicy).score).toBe(score);
  });

  it('needs coverage as well as benign evidence to say benign', () => {
    const good = witness('p', [evidence({ claim: 'benign' })]);
    const pending: Witness[] = ['q', 'r'].map((plugin) => ({
      plugin,
      reliability: 'A',
      result: null,
      answeredAt: null,
    }));

    expect(judged([good]).verdict).toBe('benign');
    expect(judged([good, ...pending]).verdict).toBe('unknown');
  });

  it('forgets a phishing page within days and a file within more than a year', () => {
    const old = new Date(now.getTime() - 4 * 86_400_000).toISOString();

    expect(judged([witness('p', [evidence({ observed_at: old })])], 'url').score).toBe(0);
    expect(judged([witness('p', [evidence({ observed_at: old })])], 'sha256').score).toBeGreaterThan(80);
  });

  it('never goes down when malicious evidence is added', () => {
    fc.assert(
      fc.property(anyWitnesses, anyEvidence, (witnesses, extra) => {
        const more = witness('x', [{ ...extra, claim: 'malicious', signals: [] }]);
        expect(judged([...witnesses, more]).score).toBeGreaterThanOrEqual(judged(witnesses).score);
      }),
    );
  });

  it('never goes up when benign evidence is added', () => {
    fc.assert(
      fc.property(anyWitnesses, anyEvidence, (witnesses, extra) => {
        const more = witness('x', [{ ...extra, claim: 'benign', signals: [] }]);
        expect(judged([...witnesses, more]).score).toBeLessThanOrEqual(judged(witnesses).score);
      }),
    );
  });

  it('does not depend on the order of the sources and of what they say, nor on hearing one twice', () => {
    const inTwoOrders = fc
      .array(fc.array(anyEvidence, { maxLength: 3 }), { maxLength: 5 })
      .chain((lists) => fc.tuple(fc.constant(lists), shuffled(lists)));
    fc.assert(
      fc.property(inTwoOrders, fc.constantFrom('ipv4', 'url', 'sha256'), ([lists, others], type) => {
        const witnesses = lists.map((list) => witness('p', list));
        const outcome = figuresOf(judged(witnesses, type));
        expect(
          figuresOf(
            judged(
              others.map((list) => witness('p', list)),
              type,
            ),
          ),
        ).toEqual(outcome);
        expect(figuresOf(judged([...witnesses, ...witnesses], type))).toEqual(outcome);
      }),
    );
  });

  it('counts a lineage once: a weaker, older or less reliable statement of one that was heard changes no figure', () => {
    const weaker = fc.record({
      strength: anyShare,
      days: fc.integer({ min: 0, max: 100 }),
      steps: fc.integer({ min: 0, max: 5 }),
      isSuspicion: fc.boolean(),
    });
    const heard = fc.array(fc.array(anyEvidence, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 5 });
    const places = fc.tuple(fc.nat(), fc.nat(), fc.nat());
    fc.assert(
      fc.property(heard, places, weaker, fc.constantFrom('ipv4', 'url', 'sha256'), (lists, [w, e, at], less, type) => {
        const list = lists[w % lists.length] ?? [];
        const said = list[e % list.length];
        if (said === undefined) throw new Error('Everybody says something.');
        const again = weakened(said, less);
        // By whoever: a feed as a copy of itself, in another plugin's mouth.
        const more = lists.map((each, index) => (index === at % lists.length ? [...each, again] : each));
        const figures = (all: readonly (readonly Evidence[])[]) =>
          figuresOf(
            judged(
              all.map((each) => witness('p', each)),
              type,
            ),
          );
        expect(figures(more)).toEqual(figures(lists));
      }),
      { numRuns: 500 },
    );
  });

  it('only ever falls with time when nothing is benign', () => {
    fc.assert(
      fc.property(anyWitnesses, fc.integer({ min: 0, max: 400 }), (witnesses, days) => {
        const accusing = witnesses.map((each) =>
          witness(
            'p',
            (each.result?.evidence ?? []).map((entry) => ({ ...entry, claim: 'malicious' as const })),
          ),
        );
        const later = new Date(now.getTime() + days * 86_400_000);
        expect(assess('ipv4', accusing, later, platformPolicy).score).toBeLessThanOrEqual(judged(accusing).score);
      }),
    );
  });

  it.each(['ipv4', 'domain', 'url', 'sha256'] as const)(
    'explains the whole difference that each lineage makes (%s), as a second implementation finds it',
    (type) => {
      fc.assert(
        fc.property(anyWitnesses, (witnesses) => {
          const all = witnesses.flatMap((each) => each.result?.evidence ?? []);
          const { score, explanation } = assess(type, witnesses, now, platformPolicy);
          expect(score).toBe(naiveScore(type, all, now, platformPolicy.rules));
          for (const line of explanation.filter((each) => each.kind === 'evidence')) {
            const rest = all.map((entry) =>
              entry.lineage === line.lineage ? { ...entry, claim: 'context' as const } : entry,
            );
            expect(line.delta).toBe(score - naiveScore(type, rest, now, platformPolicy.rules));
          }
        }),
      );
    },
  );

  it('does not change for an error, a time-out, a skipped or a pending source; the coverage falls', () => {
    fc.assert(
      fc.property(anyWitnesses, fc.constantFrom('error', 'skipped', 'pending'), (witnesses, state) => {
        const silent: Witness =
          state === 'pending'
            ? { plugin: 'x', reliability: 'B', result: null, answeredAt: null }
            : witness('x', [], { status: state });
        const [before, after] = [judged(witnesses), judged([...witnesses, silent])];
        expect(after.score).toBe(before.score);
        expect(after.coverage).toBeLessThanOrEqual(before.coverage);
      }),
    );
  });

  it('stays at 15 or below when everything that is said is benign or context', () => {
    fc.assert(
      fc.property(anyWitnesses, (witnesses) => {
        const benign = witnesses.map((each) =>
          witness(
            'p',
            (each.result?.evidence ?? []).map((entry) => ({ ...entry, claim: 'benign' as const })),
          ),
        );
        expect(judged(benign).score).toBeLessThanOrEqual(15);
      }),
    );
  });

  it('is the same for the same evidence, time and policy, whenever it is asked', () => {
    fc.assert(
      fc.property(anyWitnesses, fc.integer({ min: 0, max: 500 }), (witnesses, days) => {
        const asOf = new Date(now.getTime() + days * 86_400_000);
        const copy = JSON.parse(JSON.stringify(witnesses)) as Witness[];
        const dated = copy.map((each) => ({ ...each, answeredAt: now }));
        expect(assess('ipv4', dated, asOf, platformPolicy)).toEqual(assess('ipv4', witnesses, asOf, platformPolicy));
      }),
    );
  });

  it('does not let zero detections of 90 engines lower what a private source knows', () => {
    const accuser = witness('platform_intel', [evidence({ lineage: 'honeypot' })]);
    const engines = witness('virustotal', [
      evidence({ claim: 'context', lineage: 'vt-engines', facts: ['0 of 90 engines call it malicious.'] }),
    ]);

    expect(judged([accuser, engines]).score).toBe(judged([accuser]).score);
  });

  it('ages what a source does not date by the time of its answer', () => {
    const undated = witness('p', [evidence({ observed_at: null })]);
    const later = (days: number) =>
      assess('ipv4', [undated], new Date(now.getTime() + days * 86_400_000), platformPolicy);

    expect(later(0).score).toBe(85);
    expect(later(20).score).toBeLessThan(45);
    expect(later(48).score).toBe(0);
  });
});

describe('an aggregator', () => {
  const aggregated = (members: readonly string[], over: Partial<Evidence> = {}) =>
    witness('misp', [evidence({ lineage: 'misp', members: [...members], ...over })]);
  const direct = (lineage: string, over: Partial<Evidence> = {}) => witness(lineage, [evidence({ lineage, ...over })]);

  it('weighs as one source as long as none of its members is heard', () => {
    expect(judged([aggregated(['urlhaus', 'threatfox'])]).score).toBe(85);
    expect(judged([aggregated(['urlhaus', 'threatfox'])]).verdict).toBe('suspicious');
  });

  it('adds nothing to members that say it all themselves', () => {
    const members = [direct('urlhaus'), direct('threatfox')];

    expect(judged([...members, aggregated(['urlhaus', 'threatfox'])])).toMatchObject({
      score: judged(members).score,
    });
  });

  it('counts less for each member that is heard itself, and never less than nothing', () => {
    const alone = judged([direct('urlhaus')]).score;
    const half = judged([direct('urlhaus'), aggregated(['urlhaus', 'threatfox'])]).score;
    const independent = judged([direct('urlhaus'), direct('misp')]).score;

    expect(half).toBeGreaterThan(alone);
    expect(half).toBeLessThan(independent);
  });

  it('is no second accuser beside its only member', () => {
    expect(judged([direct('urlhaus'), aggregated(['urlhaus'])]).verdict).toBe('suspicious');
    expect(judged([direct('urlhaus'), aggregated(['urlhaus', 'threatfox'])]).verdict).toBe('malicious');
  });
});
