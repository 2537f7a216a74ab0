import type { Aftermath, ImportInDanger, KillArena, Way } from './kill-arena';
import type { KillPoint } from './kill-points';

export interface Kill {
  readonly way: Way;
  /** A point, or milliseconds after the worker came up. */
  readonly death: KillPoint | number;
  /** Of the lists: letters and digits, of which no other source of the arena has values. */
  readonly name: string;
  /** Rows of the new list that are new. */
  readonly rows: number;
}

/** What was seen of an import whose worker was killed and that another one ended. */
export interface KillReport {
  /** What readers saw beside the whole old list and the whole new one. */
  readonly mixtures: readonly string[];
  readonly isNewListThere: boolean;
  readonly aftermath: Aftermath;
}

/** What must be left. One note of arrival for each of the two lists: what is new is told once. */
export const wholeAftermath = (rows: number): Aftermath => ({
  ...{ state: 'done', listed: rows + kept, delisted: kept, arrivals: 2, orphans: 0, pieces: 0 },
});

/** Values of the old list that the new one has too, and as many that it has not. */
const kept = 50;

const list = (name: string, count: number): string[] =>
  Array.from({ length: count }, (_, n) => `${name}-${n}.${'long'.repeat(5)}.example.com`);

/** Replaces a list of 100 values by a longer one, with readers who look all the time. */
export async function killAndRecover(arena: KillArena, { way, death, name, rows }: Kill): Promise<KillReport> {
  const [before, after] = [`${name}old`, `${name}new`];
  const danger = await arena.accept(way, list(before, 2 * kept), [...list(before, kept), ...list(after, rows)]);
  const whole = [`${2 * kept} ${before}`, `${rows} ${after}, ${kept} ${before}`];
  const seen = await watched(arena, danger, async () => {
    await arena.kill(death);
    await arena.recover(danger.importId);
  });
  const wanted = [...list(before, kept), ...list(after, rows)].sort();
  const listed = await arena.listed(danger);
  return {
    mixtures: seen.filter((each) => !whole.includes(each)),
    isNewListThere: seen.at(-1) === whole[1] && listed.join() === wanted.join(),
    aftermath: await arena.aftermath(danger),
  };
}

/** Looks again and again until `work` is done, and once more. @returns what was seen, each once but the last */
async function watched(arena: KillArena, danger: ImportInDanger, work: () => Promise<void>): Promise<string[]> {
  const seen = new Set<string>();
  const over = new AbortController();
  const done = work().finally(() => {
    over.abort();
  });
  while (!over.signal.aborted) seen.add(await arena.visible(danger));
  await done;
  return [...seen, await arena.visible(danger)];
}
