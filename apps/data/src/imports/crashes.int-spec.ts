import { KillArena } from '../../test/kills/kill-arena';
import type { ImportInDanger, Way } from '../../test/kills/kill-arena';
import type { KillPoint } from '../../test/kills/kill-points';

jest.setTimeout(120_000);

/** More than is read within a request. */
const rows = 9_000;
const list = (name: string, count: number) =>
  Array.from({ length: count }, (_, n) => `${name}-${n}.${'long'.repeat(5)}.example.com`);

let arena: KillArena;

beforeAll(async () => {
  arena = await KillArena.open(fetch);
});
afterAll(() => arena.close());

/** Looks again and again until it is told to stop. @returns everything that was seen */
async function watch(danger: ImportInDanger, until: Promise<unknown>): Promise<string[]> {
  const seen = new Set<string>();
  const over = new AbortController();
  const watched = until.finally(() => {
    over.abort();
  });
  while (!over.signal.aborted) seen.add(await arena.visible(danger));
  await watched;
  return [...seen, await arena.visible(danger)];
}

// Two of the first half of an import and one behind its commit; all of them and moments at random: crashes.long-spec.ts.
describe('a worker that is killed', () => {
  it.each<[Way, KillPoint]>([
    ['upload', 'merge.after'],
    ['collection', 'end.after'],
    ['upload', 'upload.committed'],
  ])('in an %s at %s leaves the old list or the new one, and another ends it once (D06, F01)', async (way, point) => {
    const [before, after] = [`${way}${point.slice(0, 3)}old`, `${way}${point.slice(0, 3)}new`];
    const danger = await arena.accept(way, list(before, 100), [...list(before, 50), ...list(after, rows)]);
    const old = `100 ${before}`;
    const both = `${rows} ${after}, 50 ${before}`;
    const seen = await watch(
      danger,
      arena.kill(point).then(() => arena.recover(danger.importId)),
    );
    expect(seen.filter((each) => each !== old && each !== both)).toEqual([]);
    expect(seen.at(-1)).toBe(both);
    expect(await arena.listed(danger)).toEqual([...list(before, 50), ...list(after, rows)].sort());
    // One note of arrival for each of the two lists: what is new is told once.
    expect(await arena.aftermath(danger)).toEqual({
      ...{ state: 'done', listed: rows + 50, delisted: 50, arrivals: 2, orphans: 0, pieces: 0 },
    });
  });
});
