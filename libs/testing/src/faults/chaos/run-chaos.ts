import { setTimeout as sleep } from 'node:timers/promises';
import { startStack } from '../../stack/start-stack';
import type { Stack } from '../../stack/start-stack';
import { startEffects } from '../effects/start-effects';
import type { EffectCounter } from '../effects/start-effects';
import { checkHistory } from '../history/check';
import type { Violation } from '../history/check';
import { History } from '../history/history';
import { describeFault, planFaults } from '../nemesis/fault';
import type { Fault, PlannedFault } from '../nemesis/fault';
import { Nemesis } from '../nemesis/nemesis';
import { seededRandom } from '../seeded-random';
import { ChaosClients } from './clients';
import { leasedWork, recoveryMs } from './recovery';
import { openWork, readFinalState } from './stored-state';
import { twoTeams } from './teams';

export interface ChaosOptions {
  /** Repeats a run: the same faults in the same order. */
  readonly seed: number;
  readonly durationMs: number;
  readonly everyMs: number;
  readonly faults: readonly Fault[];
  /** JSON lines of everything that clients saw and that was done. */
  readonly historyFile: string;
  readonly log: (line: string) => void;
}

interface CommittedFault {
  readonly fault: string;
  /** From the fault (from its end, for a pause) until all is well; undefined: not before the next fault or in time. */
  readonly recoveredMs: number | undefined;
  readonly limitMs: number;
}

export interface ChaosReport {
  readonly violations: readonly Violation[];
  readonly faults: readonly CommittedFault[];
  readonly counts: Readonly<Record<string, number>>;
  /** After the last fault, until nothing was open. Undefined: something never ended. */
  readonly quietAfterMs: number | undefined;
}

const crashLimitMs = 20_000;
const restartLimitMs = 15_000;
/** Until the last submission that nobody knows about has been given up; see `recovery` of the urlscan plugin. */
const quietTimeoutMs = 120_000;

/**
 * Runs an installation of its own under load of two teams, breaks it by plan, lets it heal and checks the history of its
 * clients against what it stored and what the far end saw.
 */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const far = await startEffects();
  try {
    const environment = {
      ...far.environment,
      RATE_LIMIT_ANONYMOUS_PER_HOUR: '0',
      RATE_LIMIT_USER_PER_HOUR: '0',
      RATE_LIMIT_API_KEY_PER_HOUR: '0',
    };
    const stack = await startStack({ environment });
    try {
      return await breakAndCheck(options, stack, far);
    } finally {
      await stack.stop();
    }
  } finally {
    await far.close();
  }
}

async function breakAndCheck(options: ChaosOptions, stack: Stack, far: EffectCounter): Promise<ChaosReport> {
  const { seed, historyFile, log } = options;
  const history = new History(historyFile);
  const teams = await twoTeams(stack);
  const gateway = stack.urls['analysis-gateway'];
  const clients = new ChaosClients({ gateway, teams, history, seed, random: seededRandom(seed + 1) });
  clients.start(1);
  const faults = await breakByPlan(options, stack, clients, history);
  await clients.stop();
  const quietAfterMs = await quiet(stack.databaseUrl);
  log(`quiet after ${quietAfterMs === undefined ? 'never' : `${Math.round(quietAfterMs)} ms`}`);
  const final = await readFinalState(stack.databaseUrl, await far.count());
  return {
    violations: checkHistory(history.operations, final),
    faults,
    counts: countsOf(history, final.work),
    quietAfterMs,
  };
}

async function breakByPlan(
  options: ChaosOptions,
  stack: Stack,
  clients: ChaosClients,
  history: History,
): Promise<CommittedFault[]> {
  const nemesis = new Nemesis(stack);
  const committed: CommittedFault[] = [];
  await sleep(3_000); // something must be under way before it can be lost
  for (const { atMs, fault } of planFaults(options)) {
    await sleep(Math.max(0, atMs - history.elapsedMs));
    if (history.elapsedMs > options.durationMs) break;
    const name = describeFault(fault);
    const entry = { op: 'fault', id: name, team: '' } as const;
    const leased = await leasedWork(stack.databaseUrl);
    history.add({ ...entry, status: 'begin' });
    await nemesis.commit(fault);
    history.add({ ...entry, status: 'end' });
    const since = performance.now();
    const limitMs = limitOf(fault);
    const recoveredMs = await recoveryMs(stack.databaseUrl, clients, { since, leased, timeoutMs: 2 * limitMs });
    options.log(`${name}: ${recoveredMs === undefined ? 'not recovered' : `${Math.round(recoveredMs)} ms`}`);
    committed.push({ fault: name, recoveredMs, limitMs });
  }
  return committed;
}

function limitOf({ kind }: PlannedFault['fault']): number {
  return kind === 'kill' || kind === 'terminate' || kind === 'pause' ? crashLimitMs : restartLimitMs;
}

async function quiet(databaseUrl: string): Promise<number | undefined> {
  const since = performance.now();
  while (performance.now() - since < quietTimeoutMs) {
    const open = await openWork(databaseUrl).catch(() => 1);
    if (open === 0) return performance.now() - since;
    await sleep(250);
  }
  return undefined;
}

function countsOf(history: History, work: readonly { readonly state: string }[]): Record<string, number> {
  const counts: Record<string, number> = { stored: work.length };
  const names = [
    ...history.operations.map(({ op, status }) => `${op} ${status}`),
    ...work.map(({ state }) => `ended ${state}`),
  ];
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
