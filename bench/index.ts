import { fork } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { benchmarkPage } from './harness/markdown';
import type { Report } from './harness/report';
import { runScenario } from './harness/run-scenario';
import { scenarios } from './scenarios';

const root = resolve(__dirname, '../..');
const resultsFolder = join(root, 'bench/results');
const page = join(root, 'docs/benchmarks.md');

/**
 * `npm run bench [name …]`: runs the named scenarios (all without a name), each in a process of its own, stores the
 * results as JSON and writes docs/benchmarks.md anew. `--page` only writes the page.
 */
async function main(names: readonly string[]): Promise<void> {
  if (names[0] === '--one') {
    await runHere(names[1] ?? '');
    return;
  }
  const unknown = names.filter((name) => name !== '--page' && !scenarios.some((scenario) => scenario.name === name));
  if (unknown.length > 0) {
    const known = scenarios.map((scenario) => scenario.name).join(', ');
    process.stderr.write(`Unknown scenario: ${unknown.join(', ')}. Known: ${known}\n`);
    process.exitCode = 2;
    return;
  }
  if (!names.includes('--page')) {
    for (const { name } of scenarios.filter((each) => names.length === 0 || names.includes(each.name))) {
      process.stdout.write(`${name} …\n`);
      await runInOwnProcess(name);
    }
  }
  writeFileSync(page, benchmarkPage(storedReports()));
}

async function runHere(name: string): Promise<void> {
  const scenario = scenarios.find((each) => each.name === name);
  if (scenario === undefined) throw new Error(`No scenario ${name}.`);
  const report = await runScenario(scenario, new Date());
  mkdirSync(resultsFolder, { recursive: true });
  writeFileSync(join(resultsFolder, `${name}.json`), `${JSON.stringify(report, null, 2)}\n`);
  for (const row of report.rows) {
    process.stdout.write(`  ${row.name}: ${String(Math.round(row.value.median * 100) / 100)} ${report.unit}\n`);
  }
}

function runInOwnProcess(name: string): Promise<void> {
  return new Promise((done, failed) => {
    const child = fork(__filename, ['--one', name], { stdio: 'inherit' });
    child.on('exit', (code) => {
      if (code === 0) done();
      else failed(new Error(`Scenario ${name} ended with code ${String(code)}.`));
    });
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
