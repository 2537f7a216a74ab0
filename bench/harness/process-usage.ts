import { readdirSync, readFileSync } from 'node:fs';

// Linux counts CPU time in ticks of 1/100 s on every supported architecture (USER_HZ).
const ticksPerSecond = 100;

interface Stat {
  readonly parent: number;
  readonly cpuSeconds: number;
}

/**
 * CPU seconds (user + system) of these processes and all below them so far; a child that has ended counts with the
 * parent that waited for it. 0 where /proc does not exist.
 */
export function cpuSeconds(roots: readonly number[]): number {
  return sumOver(roots, (pid) => statOf(pid)?.cpuSeconds ?? 0);
}

/** Proportional set size in MiB of these processes and all below them: shared memory counts in parts. 0 where unknown. */
export function pssMiB(roots: readonly number[]): number {
  return sumOver(roots, pssOf);
}

function sumOver(roots: readonly number[], of: (pid: number) => number): number {
  return withDescendants(roots, parents()).reduce((sum, pid) => sum + of(pid), 0);
}

/** The roots and every process below them, each once. */
export function withDescendants(roots: readonly number[], parentOf: ReadonlyMap<number, number>): number[] {
  const family = new Set(roots);
  for (let size = -1; size !== family.size;) {
    size = family.size;
    for (const [pid, parent] of parentOf) if (family.has(parent)) family.add(pid);
  }
  return [...family];
}

function parents(): Map<number, number> {
  const found = new Map<number, number>();
  for (const name of listed('/proc')) {
    const pid = Number(name);
    const stat = Number.isInteger(pid) ? statOf(pid) : undefined;
    if (stat !== undefined) found.set(pid, stat.parent);
  }
  return found;
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // Not Linux.
  }
}

function statOf(pid: number): Stat | undefined {
  const text = read(`/proc/${pid}/stat`);
  return text === undefined ? undefined : parseStat(text);
}

/** Fields of /proc/<pid>/stat, see proc_pid_stat(5). */
export function parseStat(stat: string): Stat {
  // The second field is the command in parentheses and may contain blanks, so count from its end.
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [, parent = 0] = fields;
  const [user = 0, system = 0, childrenUser = 0, childrenSystem = 0] = fields.slice(11);
  return { parent, cpuSeconds: (user + system + childrenUser + childrenSystem) / ticksPerSecond };
}

function pssOf(pid: number): number {
  const line = read(`/proc/${pid}/smaps_rollup`)
    ?.split('\n')
    .find((each) => each.startsWith('Pss:'));
  return Number(line?.replace(/\D/g, '') ?? 0) / 1024;
}

/** Undefined when the process is gone, or is another user's. */
function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
