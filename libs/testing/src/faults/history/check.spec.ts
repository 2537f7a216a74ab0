import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { checkHistory } from './check';
import type { FinalState, StoredWork } from './check';
import { History, readHistory } from './history';
import type { Operation, SeenState, SubmitStatus } from './history';

let t = 0;
const submit = (id: string, status: SubmitStatus = 'ok', team = 'red'): Operation => ({
  ...{ t: (t += 1), op: 'submit', id, team, status },
  ...(status === 'ok' ? { accepted: `stored-${id}` } : {}),
});
const read = (id: string, status: SeenState): Operation => ({ t: (t += 1), op: 'read', id, team: 'red', status });
const stored = (operation: string, over: Partial<StoredWork> = {}): StoredWork => ({
  ...{ id: `stored-${operation}`, operation, team: 'red', state: 'succeeded' as const },
  ...over,
});

/** A final state in which every given operation ended well, once. */
function final(operations: readonly string[], over: Partial<FinalState> = {}): FinalState {
  return {
    work: operations.map((operation) => stored(operation)),
    effects: new Map(operations.map((operation) => [operation, 1])),
    audited: operations.map((operation) => ({ operation, team: 'red' })),
    ...over,
  };
}

const rules = (history: readonly Operation[], state: FinalState) =>
  checkHistory(history, state).map(({ rule, id }) => `${rule} ${id}`);

describe('checker of histories: what it accepts', () => {
  it('an empty one, and one in which all went well', () => {
    expect(rules([], final([]))).toEqual([]);
    const history = [submit('a'), read('a', 'pending'), submit('b'), read('a', 'succeeded'), read('a', 'succeeded')];
    expect(rules(history, final(['a', 'b']))).toEqual([]);
  });

  it('work that ended as failed or uncertain, with the effect and without', () => {
    for (const state of ['failed', 'uncertain'] as const) {
      for (const count of [0, 1]) {
        const state1 = final(['a'], { work: [stored('a', { state })], effects: new Map([['a', count]]) });
        expect(rules([submit('a'), read('a', state)], state1)).toEqual([]);
      }
    }
  });

  it('submissions of unknown outcome, whether they exist or not', () => {
    expect(rules([submit('a', 'unknown')], final([]))).toEqual([]);
    expect(rules([submit('a', 'unknown')], final(['a']))).toEqual([]);
    expect(rules([submit('a', 'unknown')], final(['a'], { audited: [] }))).toEqual([]);
  });

  it('refused submissions that left nothing', () => {
    expect(rules([submit('a', 'refused')], final([]))).toEqual([]);
    const trespass: Operation = { t: 1, op: 'trespass', id: 'b', team: 'blue', status: 'hidden' };
    expect(rules([submit('b'), trespass], final(['b']))).toEqual([]);
  });
});

describe('checker of histories: what it rejects', () => {
  const bad: readonly [string, readonly Operation[], FinalState, string[]][] = [
    ['accepted work that is gone', [submit('a')], final([]), ['accepted_is_lost a', 'not_audited a']],
    [
      'accepted work that exists under another id alone',
      [submit('a')],
      final(['a'], { work: [stored('a', { id: 'other' })] }),
      ['accepted_is_lost a'],
    ],
    [
      'a submission that was stored twice',
      [submit('a')],
      final(['a'], { work: [stored('a'), stored('a', { id: 'second' })] }),
      ['stored_twice a'],
    ],
    [
      'one of unknown outcome that was stored twice',
      [submit('a', 'unknown')],
      final(['a'], { work: [stored('a'), stored('a', { id: 'second' })] }),
      ['stored_twice a'],
    ],
    [
      'work that never ended',
      [submit('a')],
      final(['a'], { work: [stored('a', { state: 'pending' })] }),
      ['never_ended a'],
    ],
    [
      'one of unknown outcome that exists and never ended',
      [submit('a', 'unknown')],
      final(['a'], { work: [stored('a', { state: 'pending' })] }),
      ['never_ended a'],
    ],
    [
      'an effect that was taken twice',
      [submit('a')],
      final(['a'], { effects: new Map([['a', 2]]) }),
      ['effect_twice a'],
    ],
    [
      'an effect that was taken twice though the work failed',
      [submit('a')],
      final(['a'], { work: [stored('a', { state: 'failed' })], effects: new Map([['a', 3]]) }),
      ['effect_twice a'],
    ],
    [
      'an effect that was taken twice, of unknown outcome',
      [submit('a', 'unknown')],
      final(['a'], { effects: new Map([['a', 2]]) }),
      ['effect_twice a'],
    ],
    [
      'a success that took no effect',
      [submit('a')],
      final(['a'], { effects: new Map() }),
      ['success_without_effect a'],
    ],
    ['an effect nobody asked for', [], final([], { effects: new Map([['x', 1]]) }), ['effect_of_nothing x']],
    [
      'an effect of what was refused',
      [submit('a', 'refused')],
      final([], { effects: new Map([['a', 1]]) }),
      ['effect_of_nothing a'],
    ],
    [
      'an effect without stored work',
      [submit('a', 'unknown')],
      final([], { effects: new Map([['a', 1]]) }),
      ['effect_of_nothing a'],
    ],
    [
      'work that was refused and is stored',
      [submit('a', 'refused')],
      final(['a'], { effects: new Map([['a', 1]]) }),
      ['refused_but_stored a', 'effect_of_nothing a'],
    ],
    [
      'a success that became pending again',
      [submit('a'), read('a', 'succeeded'), read('a', 'pending')],
      final(['a']),
      ['state_went_back a'],
    ],
    [
      'a failure that was read and then became a success',
      [submit('a'), read('a', 'failed')],
      final(['a']),
      ['state_went_back a'],
    ],
    [
      'an uncertain end that became a failure',
      [submit('a'), read('a', 'uncertain'), read('a', 'failed')],
      final(['a'], { work: [stored('a', { state: 'uncertain' })] }),
      ['state_went_back a'],
    ],
    [
      'work that is stored for another team',
      [submit('a')],
      final(['a'], { work: [stored('a', { team: 'blue' })] }),
      ['stored_for_another_team a'],
    ],
    [
      'an audit row of another team',
      [submit('a')],
      final(['a'], { audited: [{ operation: 'a', team: 'blue' }] }),
      ['stored_for_another_team a'],
    ],
    ['accepted work without an audit row', [submit('a')], final(['a'], { audited: [] }), ['not_audited a']],
    [
      'work that another team could read',
      [submit('a'), { t: 9, op: 'trespass', id: 'a', team: 'blue', status: 'seen' }],
      final(['a']),
      ['seen_by_another_team a'],
    ],
  ];

  it.each(bad)('%s', (_name, history, state, expected) => {
    expect(rules(history, state).toSorted()).toEqual(expected.toSorted());
  });

  it('any single loss, repetition or missing effect in a long good history', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.nat(),
        fc.constantFrom('lose', 'repeat', 'miss', 'hang', 'unaudited'),
        (size, where, harm) => {
          const ids = Array.from({ length: size }, (_, n) => `op-${n}`);
          const victim = ids[where % size] ?? '';
          const good = final(ids);
          const harmed: Record<typeof harm, Partial<FinalState>> = {
            lose: { work: good.work.filter(({ operation }) => operation !== victim) },
            repeat: { effects: new Map(good.effects).set(victim, 2) },
            miss: { effects: new Map(good.effects).set(victim, 0) },
            hang: { work: good.work.map((work) => (work.operation === victim ? { ...work, state: 'pending' } : work)) },
            unaudited: { audited: good.audited.filter(({ operation }) => operation !== victim) },
          };
          const history = ids.map((id) => submit(id));
          expect(rules(history, good)).toEqual([]);
          const found = checkHistory(history, { ...good, ...harmed[harm] });
          expect(found.length).toBeGreaterThan(0);
          expect(new Set(found.map(({ id }) => id))).toEqual(new Set([victim]));
        },
      ),
    );
  });
});

describe('history', () => {
  it('is on disk line by line, as it was seen', () => {
    const folder = mkdtempSync(join(tmpdir(), 'sentrybox-history-'));
    const file = join(folder, 'history.jsonl');
    const history = new History(file);
    history.add({ op: 'submit', id: 'a', team: 'red', status: 'ok', accepted: '1' });
    history.add({ op: 'read', id: 'a', team: 'red', status: 'pending' });

    expect(readHistory(file)).toEqual(history.operations);
    expect(history.operations.map(({ op, id, status }) => [op, id, status])).toEqual([
      ['submit', 'a', 'ok'],
      ['read', 'a', 'pending'],
    ]);
    rmSync(folder, { recursive: true });
  });
});
