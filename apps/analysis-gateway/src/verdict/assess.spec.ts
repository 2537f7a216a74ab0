import type { Evidence, PluginResult } from '@sentrybox/contracts';
import fc from 'fast-check';
import { assess } from './assess';
import type { Witness } from './judgement';
import { currentPolicy } from './policy';

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
  assess(type, witnesses, now, currentPolicy);

const anyEvidence: fc.Arbitrary<Evidence> = fc.record({
  claim: fc.constantFrom('malicious', 'suspicious', 'benign', 'context'),
  strength: fc.double({ min: 0, max: 1, noNaN: true }),
  reliability: fc.constantFrom('A', 'B', 'C', 'D', 'E', 'F'),
  lineage: fc.constantFrom('a', 'b', 'c', 'd'),
  observed_at: fc.option(
    fc.integer({ min: 0, max: 500 }).map((days) => new Date(now.getTime() - days * 86_400_000).toISOString()),
  ),
  facts: fc.constant(['fact']),
  signals: fc.subarray(['shared_infrastructure', 'known_false_positive', 'popular_domain'], { maxLength: 1 }),
  reference: fc.constant(null),
});
const anyWitnesses = fc.array(
  fc.array(anyEvidence, { maxLength: 3 }).map((list) => witness('p', list)),
  { maxLength: 5 },
);

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
  ] as const)('lets the rules act: %s (%s, %s)', (_what, signal, type, score) => {
    const context = witness('c', [evidence({ claim: 'context', signals: [signal], lineage: 'c' })]);

    expect(assess(type, [context, witness('p', [evidence()])], now, currentPolicy).score).toBe(score);
  });

  it('needs coverage as well as benign evidence to say benign', () => {
    const good = witness('p', [evidence({ claim: 'benign' })]);
    const pending: Witness[] = ['q', 'r'].map((plugin) => ({ plugin, reliability: 'A', result: null }));

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

  it('does not depend on the order of the sources, nor on hearing one twice', () => {
    fc.assert(
      fc.property(anyWitnesses, (witnesses) => {
        const score = judged(witnesses).score;
        expect(judged([...witnesses].reverse()).score).toBe(score);
        expect(judged([...witnesses, ...witnesses]).score).toBe(score);
      }),
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
        expect(assess('ipv4', accusing, later, currentPolicy).score).toBeLessThanOrEqual(judged(accusing).score);
      }),
    );
  });

  it('explains the whole difference that each group makes', () => {
    fc.assert(
      fc.property(anyWitnesses, (witnesses) => {
        const { score, explanation } = judged(witnesses);
        for (const line of explanation.filter((each) => each.kind === 'evidence')) {
          const rest = witnesses.map((each) =>
            witness(
              'p',
              (each.result?.evidence ?? []).map((entry) =>
                entry.lineage === line.lineage ? { ...entry, claim: 'context' as const } : entry,
              ),
            ),
          );
          expect(line.delta).toBe(score - judged(rest).score);
        }
      }),
    );
  });
});
