import { KillArena } from '../../test/kills/kill-arena';
import type { Way } from '../../test/kills/kill-arena';
import { killAndRecover, wholeAftermath } from '../../test/kills/kill-and-recover';
import type { KillPoint } from '../../test/kills/kill-points';

jest.setTimeout(120_000);

/** More than is read within a request. */
const rows = 9_000;

let arena: KillArena;

beforeAll(async () => {
  arena = await KillArena.open(fetch);
});
afterAll(() => arena.close());

// Two of the first half of an import and one behind its commit; all of them and moments at random: crashes.long-spec.ts.
describe('a worker that is killed', () => {
  it.each<[Way, KillPoint]>([
    ['upload', 'merge.after'],
    ['collection', 'end.after'],
    ['upload', 'upload.committed'],
  ])('in an %s at %s leaves the old list or the new one, and another ends it once (D06, F01)', async (way, point) => {
    const report = await killAndRecover(arena, { way, death: point, name: `${way}${point.slice(0, 3)}`, rows });
    expect(report).toEqual({ mixtures: [], isNewListThere: true, aftermath: wholeAftermath(rows) });
  });
});
