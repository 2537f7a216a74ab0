import { setTimeout as delay } from 'node:timers/promises';

/** Asks until the answer is true. False when the deadline passed first or `isHopeless` said so. */
export async function pollUntil(
  ask: () => Promise<boolean>,
  options: { timeoutMs: number; intervalMs: number; isHopeless?: () => boolean },
): Promise<boolean> {
  const deadline = performance.now() + options.timeoutMs;
  while (performance.now() < deadline) {
    if (options.isHopeless?.() === true) return false;
    if (await ask()) return true;
    await delay(options.intervalMs);
  }
  return false;
}
