import { seededRandom } from '@sentrybox/testing';
import { brokenPromises, KillArena } from '../../test/kills/kill-arena';
import { deathsOf } from '../../test/kills/kill-points';
import type { Death } from '../../test/kills/kill-points';

/** KILLS_MINUTES=2 for a short one; a seed of one's own: KILLS_SEED=1234. */
const minutes = Number(process.env.KILLS_MINUTES ?? 8);
const seed = Number(process.env.KILLS_SEED ?? Date.now() % 1_000_000);
/** Workers that there are at any time, on their way up or until they die. */
const workersAtOnce = 2;
const longestLifeMs = 6_000;

jest.setTimeout(minutes * 60_000 + 300_000);

/** Named points in turn, and between them moments at random. */
function plan(): (Death | number)[] {
  const random = seededRandom(seed);
  return deathsOf(seed, 10_000).flatMap((death) => [death, Math.floor(random() * longestLifeMs)]);
}

it(`F08 F09 G10 slow work outlives workers that are killed without end, with the leases of production (seed ${String(seed)}, ${String(minutes)} min)`, async () => {
  const arena = await KillArena.open();
  try {
    const deaths = plan();
    let killed = 0;
    const endsAt = performance.now() + minutes * 60_000;
    const oneAfterTheOther = async (): Promise<void> => {
      while (performance.now() < endsAt) {
        const death = deaths.shift();
        if (death === undefined) throw new Error('The plan is too short.');
        await arena.kill(death);
        killed += 1;
      }
    };
    const over = Promise.all(Array.from({ length: workersAtOnce }, oneAfterTheOther));
    await arena.acceptUntil(over, { atOnce: 10, everyMs: 1_000 });
    await arena.recover();
    const startedMs = performance.now();
    const endings = await arena.endings(240_000);

    const repeated = endings.filter(({ submissions }) => submissions > 1).length;
    const uncertain = endings.filter(({ outcome }) => outcome === 'uncertain').length;
    process.stdout.write(
      `seed ${String(seed)}: ${String(killed)} kills, ${String(endings.length)} runs, ${String(repeated)} repeatable ones ` +
        `submitted again, ${String(uncertain)} ended as uncertain, all over ` +
        `${((performance.now() - startedMs) / 1_000).toFixed(1)} s after the last kill\n`,
    );
    expect(killed).toBeGreaterThan(minutes);
    expect(brokenPromises(endings, killed)).toEqual([]);
  } finally {
    await arena.close();
  }
});
