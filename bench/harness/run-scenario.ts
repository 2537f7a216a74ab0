import { cpus, platform, release, totalmem } from 'node:os';
import { cpuSeconds, pssMiB } from './process-usage';
import type { Machine, Report, Row } from './report';
import type { Contestant, Measurement, Scenario } from './scenario';
import { spreadOf } from './statistics';

interface Round extends Measurement {
  readonly cpu: number;
  readonly memory: number;
}

/**
 * Warms every contestant up once, then measures them in turn (A B A B …), so that a slow spell of the machine falls on
 * all of them alike.
 */
export async function runScenario(scenario: Scenario, now: Date): Promise<Report> {
  const arena = await scenario.open();
  try {
    const rounds = new Map<Contestant, Round[]>(arena.contestants.map((contestant) => [contestant, []]));
    for (const contestant of arena.contestants) await contestant.measure();
    for (let round = 0; round < scenario.rounds; round++) {
      for (const contestant of arena.contestants) rounds.get(contestant)?.push(await measured(contestant));
    }
    return {
      scenario: scenario.name,
      title: scenario.title,
      description: scenario.description,
      unit: scenario.unit,
      isHigherBetter: scenario.isHigherBetter,
      rounds: scenario.rounds,
      measuredAt: now.toISOString(),
      machine: machine(),
      rows: rowsOf(scenario, rounds),
    };
  } finally {
    await arena.close();
  }
}

async function measured(contestant: Contestant): Promise<Round> {
  const pids = [process.pid, ...(contestant.pids?.() ?? [])];
  const total = (of: (pid: number) => number) => pids.reduce((sum, pid) => sum + of(pid), 0);
  const before = total(cpuSeconds);
  const measurement = await contestant.measure();
  return { ...measurement, cpu: total(cpuSeconds) - before, memory: total(pssMiB) };
}

function rowsOf(scenario: Scenario, rounds: ReadonlyMap<Contestant, readonly Round[]>): Row[] {
  const medianOf = (contestant: Contestant) =>
    spreadOf((rounds.get(contestant) ?? []).map((each) => each.value)).median;
  const baseline = [...rounds.keys()].find((contestant) => contestant.isBaseline);
  if (baseline === undefined) throw new Error(`${scenario.name} has no baseline.`);
  return [...rounds].map(([contestant, runs]) => {
    const value = spreadOf(runs.map((each) => each.value));
    const ratio = scenario.isHigherBetter ? value.median / medianOf(baseline) : medianOf(baseline) / value.median;
    return {
      name: contestant.name,
      isBaseline: contestant.isBaseline,
      value,
      ratio,
      details: detailsOf(runs),
      cpuSecondsPerRound: spreadOf(runs.map((each) => each.cpu)).median,
      memoryMiB: Math.max(...runs.map((each) => each.memory)),
    };
  });
}

function detailsOf(runs: readonly Round[]): Row['details'] {
  const names = new Set(runs.flatMap((run) => Object.keys(run.details ?? {})));
  return Object.fromEntries(
    [...names].map((name) => [name, spreadOf(runs.flatMap((run) => run.details?.[name] ?? []))]),
  );
}

function machine(): Machine {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    platform: `${platform()} ${release()}`,
    node: process.version,
  };
}
