import { brokenPromises, KillArena } from '../../test/kills/kill-arena';
import { deathsOf } from '../../test/kills/kill-points';

jest.setTimeout(180_000);

/** A seed of one's own: KILLS_SEED=1234. Every point, many times, and moments at random: kills.long-spec.ts. */
const seed = Number(process.env.KILLS_SEED ?? 20_261_130);
const deaths = deathsOf(seed, 3);
const points = deaths.map(({ point }) => point).join(', ');

it(`F09 G10 slow work outlives workers that die at ${points}: none is lost, pending for ever or submitted twice (seed ${String(seed)})`, async () => {
  const arena = await KillArena.open();
  try {
    const killed = Promise.all(deaths.map((death) => arena.kill(death)));
    await arena.acceptUntil(killed, { atOnce: 10, everyMs: 250 });
    await arena.expireLeases();
    await arena.recover();
    const endings = await arena.endings(60_000);

    expect(endings.length).toBeGreaterThanOrEqual(20);
    expect(brokenPromises(endings, deaths.length)).toEqual([]);
    expect(await arena.workStates()).toEqual(['done']);
  } finally {
    await arena.close();
  }
});
