import { setTimeout as sleep } from 'node:timers/promises';

const pauseMs = 500;

/**
 * What clients do where a replica may die behind a proxy: as often as SENTRYBOX_E2E_REPEATS says (default 0), a request
 * is made again that nobody could be found for (503) or whose replica ended over it (502). The latter may have been done.
 */
export async function repeated<T extends { readonly status: number }>(attempt: () => Promise<T>): Promise<T> {
  for (let left = Number(process.env['SENTRYBOX_E2E_REPEATS'] ?? 0); ; left -= 1) {
    const answer = await attempt();
    if (left <= 0 || ![502, 503].includes(answer.status)) return answer;
    await sleep(pauseMs);
  }
}
