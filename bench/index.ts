import { fork } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { benchmarkPage } from './harness/markdown';
import type { Report } from './harness/report';
import { runScenario } from './harness/run-scenario';
import type { Scenario } from './harness/scenario';
import { scenarios } from './scenarios';

const root = resolve(__dirname, '../..');
const resultsFolder = join(root, 'bench/results');
const page = join(root, 'docs/benchmarks.md');

/**
 * `npm run bench [name …]`: runs the named scenarios (all without a name; `auth` is also `auth-login`), each in a process
 * of its own, stores the results as JSON and writes docs/benchmarks.md anew. `--page` only writes the page.
 */
async function main(names: readonly string[]): Promise<void> {
  if (names[0] === '--one') {
    await runHere(names[1] ?? '');
    return;
  }
  const unknown = names.filter((name) => name !== '--page' && !scenarios.some((scenario) => isMeant(scenario, name)));
  if (unknown.length > 0) {
    const known = scenarios.map((scenario) => scenario.name).join(', ');
    process.stderr.write(`Unknown scenario: ${unknown.join(', ')}. Known: ${known}\n`);
    process.exitCode = 2;
    return;
  }
  if (!names.includes('--page')) {
    await runAll(scenarios.filter((each) => names.length === 0 || names.some((name) => isMeant(each, name))));
  }
  writeFileSync(page, benchmarkPage(storedReports()));
}

function isMeant({ name }: Scenario, wanted: string): boolean {
  return name === wanted || name.startsWith(`${wanted}-`);
}

/** A scenario that fails keeps its earlier result and leaves the others theirs; a signal ends them all. */
async function runAll(chosen: readonly Scenario[]): Promise<void> {
  const interruption = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      interruption.abort();
    });
  }
  for (const { name, limitMs } of chosen) {
    if (interruption.signal.aborted) return;
    process.stdout.write(`${name} …\n`);
    if ((await exitCodeOf(name, interruption.signal, limitMs)) !== 0) process.exitCode = 1;
  }
}

async function runHere(name: string): Promise<void> {
  const scenario = scenarios.find((each) => each.name === name);
  if (scenario === undefined) throw new Error(`No scenario ${name}.`);
  const interruption = new AbortController();
  const interrupt = (): void => {
    interruption.abort(new Error(`Scenario ${name} was interrupted.`));
  };
  const ends = ['SIGINT', 'SIGTERM', 'disconnect'];
  for (const end of ends) process.once(end, interrupt);
  let report: Report;
  try {
    report = await runScenario(scenario, new Date(), interruption.signal);
  } finally {
    // As long as somebody listens for its end, the channel to the parent keeps this process.
    for (const end of ends) process.removeListener(end, interrupt);
  }
  mkdirSync(resultsFolder, { recursive: true });
  writeFileSync(join(resultsFolder, `${name}.json`), `${JSON.stringify(report, null, 2)}\n`);
  for (const row of report.rows) {
    process.stdout.write(`  ${row.name}: ${String(Math.round(row.value.median * 100) / 100)} ${report.unit}\n`);
  }
}

/** Ends a scenario that hangs; it may take its time to stop what it started. */
const scenarioLimitMs = 300_000;

/** Runs a scenario in a process of its own. */
function exitCodeOf(
  name: string,
  interruption: AbortSignal,
  limitMs: number = scenarioLimitMs,
): Promise<number | null> {
  const child = fork(__filename, ['--one', name], { stdio: 'inherit' });
  const interrupt = (): void => {
    child.kill('SIGTERM');
  };
  const limit = setTimeout(interrupt, limitMs);
  interruption.addEventListener('abort', interrupt);
  return new Promise<number | null>((resolve, reject) => {
    child.once('exit', resolve);
    child.once('error', reject);
  }).finally(() => {
    clearTimeout(limit);
    interruption.removeEventListener('abort', interrupt);
  });
}

function storedReports(): Report[] {
  if (!existsSync(resultsFolder)) return [];
  return readdirSync(resultsFolder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => JSON.parse(readFileSync(join(resultsFolder, file), 'utf8')) as Report); // written by runHere above
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
