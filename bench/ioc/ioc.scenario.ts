import { extract, INDICATOR_TYPES } from '@sentrybox/ioc';
import { extractIOC } from 'ioc-extractor';
import type { Arena, Measurement, Scenario } from '../harness/scenario';
import { ADVERSARIAL_FAMILIES } from './adversarial-families';
import { mixedText } from './mixed-text';

const MIB = 1_048_576;
const TEXT_LENGTH = MIB;
/** Ours reads the text this many times per round: one pass is too short to time. */
const PASSES = 4;

export const iocScenario: Scenario = {
  name: 'ioc',
  title: 'Extraction of indicators from mixed log and report text',
  description:
    'One MiB of firewall, proxy, process and mail lines with report prose, holding every indicator type, extracted with ' +
    'all types on. The detail worst_1mib_ms is the slowest of sixteen adversarial inputs of 1 MiB, median of three runs; the ' +
    'other library is not given those, because it does not end on them.',
  unit: 'MB/s',
  isHigherBetter: true,
  rounds: 5,
  open: () => Promise.resolve(openArena()),
};

function openArena(): Arena {
  const text = mixedText(TEXT_LENGTH);
  requireEveryType(text);
  const worst = worstFamily();
  return {
    contestants: [
      {
        name: 'ioc-extractor 8.2.0 (npm)',
        isBaseline: true,
        measure: () => Promise.resolve(throughput(text, 1, () => extractIOC(text))),
      },
      {
        name: 'sentrybox',
        isBaseline: false,
        measure: () =>
          Promise.resolve({ ...throughput(text, PASSES, () => extract(text)), details: { worst_1mib_ms: worst } }),
      },
    ],
    close: () => Promise.resolve(),
  };
}

/** A type that does not occur could be switched off without anybody noticing. */
function requireEveryType(text: string): void {
  const found = new Set(extract(text).map((hit) => hit.type));
  const missing = INDICATOR_TYPES.filter((type) => !found.has(type));
  if (missing.length > 0) throw new Error(`The text holds no ${missing.join(', ')}.`);
}

function throughput(text: string, passes: number, read: () => unknown): Measurement {
  const startedMs = performance.now();
  for (let pass = 0; pass < passes; pass++) read();
  const seconds = (performance.now() - startedMs) / 1_000;
  return { value: (Buffer.byteLength(text) * passes) / 1e6 / seconds };
}

const WORST_RUNS = 3;

/** Slowest family at 1 MiB in milliseconds; more than a second fails the run. */
function worstFamily(): number {
  let worst = 0;
  for (const [name, unit] of Object.entries(ADVERSARIAL_FAMILIES)) {
    const text = unit.repeat(Math.ceil(MIB / unit.length)).slice(0, MIB);
    const times = Array.from({ length: WORST_RUNS }, () => {
      const startedMs = performance.now();
      extract(text);
      return performance.now() - startedMs;
    }).sort((a, b) => a - b);
    const median = times[1] ?? 0;
    if (median > 1_000) throw new Error(`1 MiB of the family ${name} took ${String(Math.round(median))} ms.`);
    worst = Math.max(worst, median);
  }
  return worst;
}
