import { pick, seededRandom } from '@sentrybox/testing';
import { killAndRecover, wholeAftermath } from '../../test/kills/kill-and-recover';
import type { Kill } from '../../test/kills/kill-and-recover';
import { KillArena } from '../../test/kills/kill-arena';
import type { Way } from '../../test/kills/kill-arena';
import { importPoints } from '../../test/kills/kill-points';

/** Of these as many as the minutes allow. */
const most = 500;
const minutes = Number(process.env['KILL_MINUTES'] ?? 10);
const seed = Number(process.env['KILL_SEED'] ?? 20261130);
/** More than is read within a request. */
const rows = 6_000;
/** An import of that size is over by then, on a machine that has nothing else to do. */
const latestMs = 1_500;

jest.setTimeout(minutes * 60_000 + 180_000);

let arena: KillArena;

beforeAll(async () => {
  arena = await KillArena.open(fetch);
});
afterAll(() => arena.close());

/** First every named point, then moments at random and points now and then. */
function* kills(): Generator<Kill & { readonly seed: number }> {
  const ways: readonly Way[] = ['upload', 'collection'];
  for (let n = 0; n < most; n += 1) {
    const random = seededRandom(seed + n);
    const point = n < importPoints.length ? importPoints[n] : random() < 0.25 ? pick(importPoints, random) : undefined;
    const only = point === undefined ? undefined : wayOf[point];
    const death = point ?? Math.round(random() * latestMs);
    yield { seed: seed + n, way: only ?? pick(ways, random), death, name: `s${n}`, rows };
  }
}

/** Points that only one of the two ways passes. */
const wayOf: Readonly<Partial<Record<(typeof importPoints)[number], Way>>> = {
  'fetch.after': 'collection',
  'upload.committed': 'upload',
  'collection.committed': 'collection',
};

it(`workers killed at points and moments at random (seed ${seed}): readers see the old list or the new one, and each import ends whole (D06, F01)`, async () => {
  const endMs = performance.now() + minutes * 60_000;
  let count = 0;
  for (const kill of kills()) {
    if (performance.now() > endMs) break;
    const report = await killAndRecover(arena, kill);
    count += 1;
    process.stdout.write(`${count}: seed ${kill.seed}, ${kill.way}, ${kill.death}\n`);
    expect({ kill, ...report }).toEqual({ kill, mixtures: [], isNewListThere: true, aftermath: wholeAftermath(rows) });
  }
  process.stdout.write(`${count} workers killed, from seed ${seed}\n`);
  expect(count).toBeGreaterThan(importPoints.length);
});
