import { randomInt } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chaosFaults, runChaos } from '@sentrybox/testing';
import { chaosSummary } from './chaos/summary';

// Breaks an installation of its own for some minutes and checks that it kept its promises; see docs/operations/chaos.md.
// Usage: npm run chaos -- [--minutes 10] [--seed 1234] [--every 12]

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string' },
    /** Seconds between two faults, on average. */
    every: { type: 'string', default: '12' },
  },
});

async function main(): Promise<void> {
  const seed = values.seed === undefined ? randomInt(1, 1_000_000) : Number(values.seed);
  const historyFile = join(mkdtempSync(join(tmpdir(), 'sentrybox-chaos-')), 'history.jsonl');
  console.log(`seed ${seed} (repeat with --seed ${seed}); history in ${historyFile}`);
  const report = await runChaos({
    seed,
    durationMs: Number(values.minutes) * 60_000,
    everyMs: Number(values.every) * 1_000,
    faults: chaosFaults,
    historyFile,
    log: (line) => {
      console.log(`  ${line}`);
    },
  });
  const { text, isGood } = chaosSummary(report);
  console.log(text);
  process.exitCode = isGood ? 0 : 1;
}

void main();
