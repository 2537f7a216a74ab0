import { extract } from '@sentrybox/ioc';
import { ADVERSARIAL_FAMILIES } from './adversarial-families';

const MIB = 1_048_576;
const RUNS = 3;
const LIMIT_MS = 1_000;

/** The slowest family at 1 MiB in milliseconds. @throws Error when one takes more than a second */
export function worstFamilyMs(): number {
  let worst = 0;
  for (const [name, unit] of Object.entries(ADVERSARIAL_FAMILIES)) {
    const text = unit.repeat(Math.ceil(MIB / unit.length)).slice(0, MIB);
    const times = Array.from({ length: RUNS }, () => timeOf(text)).sort((a, b) => a - b);
    const median = times[1] ?? 0;
    if (median > LIMIT_MS) throw new Error(`1 MiB of the family ${name} took ${String(Math.round(median))} ms.`);
    worst = Math.max(worst, median);
  }
  return worst;
}

function timeOf(text: string): number {
  const startedMs = performance.now();
  extract(text);
  return performance.now() - startedMs;
}
