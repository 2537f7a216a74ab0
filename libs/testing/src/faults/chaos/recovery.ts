import { setTimeout as sleep } from 'node:timers/promises';
import { askPostgres } from '../nemesis/server-processes';
import type { ChaosClients } from './clients';

interface Leased {
  readonly id: string;
  readonly fence: string;
}

/** Work that is due counts as late when nobody took it within that time. */
const lateAfterSeconds = 2;
const lookEveryMs = 150;

/** What a worker had in its hands. Empty when the database does not tell. */
export async function leasedWork(databaseUrl: string): Promise<readonly Leased[]> {
  return await askPostgres<Leased>(
    databaseUrl,
    `select id, fence::text as fence from analysis.work where state = 'running'`,
  ).catch(() => []);
}

/**
 * Milliseconds from `since` until all is well again: a submission that was sent after it was accepted, everything that
 * workers had in their hands then is in somebody's hands again or has ended, and nothing that is due waits. Undefined:
 * not within `timeoutMs`.
 */
export async function recoveryMs(
  databaseUrl: string,
  clients: ChaosClients,
  { since, leased, timeoutMs }: { since: number; leased: readonly Leased[]; timeoutMs: number },
): Promise<number | undefined> {
  while (performance.now() - since < timeoutMs) {
    const isAccepting = clients.accepted.some(({ sentAt }) => sentAt >= since);
    if (isAccepting && (await isCaughtUp(databaseUrl, leased))) return performance.now() - since;
    await sleep(lookEveryMs);
  }
  return undefined;
}

async function isCaughtUp(databaseUrl: string, leased: readonly Leased[]): Promise<boolean> {
  try {
    const [row] = await askPostgres<{ late: number }>(
      databaseUrl,
      `select (
         (select count(*) from analysis.work
           where state = 'waiting' and due_at < now() - $1 * interval '1 second')
       + (select count(*) from analysis.work as w
            join unnest($2::uuid[], $3::bigint[]) as held (id, fence) on held.id = w.id
           where w.state = 'running' and w.fence = held.fence))::int as late`,
      [lateAfterSeconds, leased.map(({ id }) => id), leased.map(({ fence }) => fence)],
    );
    return row?.late === 0;
  } catch {
    return false; // the database is part of what has to recover
  }
}
