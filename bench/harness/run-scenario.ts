import { machineFacts } from './machine';
import { cpuSeconds, pssMiB } from './process-usage';
import type { Limit, Report, Row } from './report';
import type { Arena, Contestant, Measurement, Scenario, Usage } from './scenario';
import { spreadOf } from './statistics';

type Round = Measurement & { readonly usage: Usage };
type Rounds = ReadonlyMap<Contestant, readonly Round[]>;

/**
 * Warms every contestant up once, then measures them in turn (A B A B …), so that a slow spell of the machine falls on
 * all of them alike. Whatever happens, the arena is closed before this settles.
 * @throws what a contestant threw; the signal's reason once it aborts
 */
export async function runScenario(scenario: Scenario, now: Date, signal: AbortSignal): Promise<Report> {
  const machine = machineFacts(); // Before the arena makes a load of its own.
  const arena = await scenario.open();
  try {
    const rounds = await Promise.race([measureAll(scenario, arena), rejectedBy(signal)]);
    const { name, title, description, unit, isHigherBetter, hasWarmUp = true } = scenario;
    return {
      ...{ scenario: name, title, description, unit, isHigherBetter, hasWarmUp },
      rounds: scenario.rounds,
      measuredAt: now.toISOString(),
      machine,
      rows: rowsOf(scenario, rounds),
    };
  } finally {
    await arena.close();
  }
}

async function measureAll(scenario: Scenario, arena: Arena): Promise<Rounds> {
  const rounds = new Map<Contestant, Round[]>(arena.contestants.map((contestant) => [contestant, []]));
  if (scenario.hasWarmUp !== false) for (const contestant of arena.contestants) await contestant.measure();
  for (let round = 0; round < scenario.rounds; round++) {
    for (const contestant of arena.contestants) rounds.get(contestant)?.push(await measured(contestant));
  }
  return rounds;
}

function rejectedBy(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const abort = () => {
      reject(signal.reason as Error); // set by index.ts, always an Error
    };
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
  });
}

async function measured(contestant: Contestant): Promise<Round> {
  const pids = contestant.pids?.();
  const before = pids === undefined ? ownCpuSeconds() : cpuSeconds(pids);
  const measurement = await contestant.measure();
  if (measurement.usage !== undefined) return { ...measurement, usage: measurement.usage };
  const after = pids === undefined ? ownCpuSeconds() : cpuSeconds(pids);
  return { ...measurement, usage: { cpuSeconds: after - before, memoryMiB: pssMiB(pids ?? [process.pid]) } };
}

function ownCpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function rowsOf(scenario: Scenario, rounds: Rounds): Row[] {
  const medianOf = (contestant: Contestant) =>
    spreadOf((rounds.get(contestant) ?? []).map((each) => each.value)).median;
  const [baseline, ...others] = [...rounds.keys()].filter((contestant) => contestant.isBaseline);
  if (baseline === undefined || others.length > 0) throw new Error(`${scenario.name} needs exactly one baseline.`);
  return [...rounds].map(([contestant, runs]) => {
    const value = spreadOf(runs.map((each) => each.value));
    const ratio = scenario.isHigherBetter ? value.median / medianOf(baseline) : medianOf(baseline) / value.median;
    const details = detailsOf(runs);
    return {
      name: contestant.name,
      isBaseline: contestant.isBaseline,
      value,
      ratio,
      details,
      cpuSecondsPerRound: spreadOf(runs.map((each) => each.usage.cpuSeconds)).median,
      ...cpuMsEachOf(runs),
      memoryMiB: Math.max(...runs.map((each) => each.usage.memoryMiB)),
      ...limitOf(scenario, contestant, value.median),
      ...leastRatioOf(contestant, ratio),
      ...detailLimitsOf(contestant, details),
    };
  });
}

function cpuMsEachOf(runs: readonly Round[]): Pick<Row, 'cpuMsEach'> {
  const each = runs.flatMap(({ count, usage }) => (count === undefined ? [] : [(usage.cpuSeconds * 1_000) / count]));
  return each.length === 0 ? {} : { cpuMsEach: spreadOf(each).median };
}

function limitOf({ isHigherBetter }: Scenario, { limit }: Contestant, median: number): Pick<Row, 'limit'> {
  if (limit === undefined) return {};
  return { limit: { value: limit, isMet: isHigherBetter ? median >= limit : median <= limit } };
}

function leastRatioOf({ leastRatio }: Contestant, ratio: number): Pick<Row, 'leastRatio'> {
  return leastRatio === undefined ? {} : { leastRatio: { value: leastRatio, isMet: ratio >= leastRatio } };
}

function detailLimitsOf({ detailLimits }: Contestant, details: Row['details']): Pick<Row, 'detailLimits'> {
  if (detailLimits === undefined) return {};
  const judged = Object.entries(detailLimits).map(([name, value]): [string, Limit] => [
    name,
    { value, isMet: (details[name]?.median ?? Infinity) <= value },
  ]);
  return { detailLimits: Object.fromEntries(judged) };
}

function detailsOf(runs: readonly Round[]): Row['details'] {
  const names = new Set(runs.flatMap((run) => Object.keys(run.details ?? {})));
  return Object.fromEntries(
    [...names].map((name) => [name, spreadOf(runs.flatMap((run) => run.details?.[name] ?? []))]),
  );
}
