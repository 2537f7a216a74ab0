import { readFileSync } from 'node:fs';

// Linux counts CPU time in ticks of 1/100 s on every supported architecture (USER_HZ).
const ticksPerSecond = 100;

/** CPU seconds (user + system) that a process has used so far; 0 where /proc does not exist or the process is gone. */
export function cpuSeconds(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    // The second field is the command in parentheses and may contain blanks, so count from its end.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  } catch {
    return 0;
  }
}

/** Proportional set size in MiB: memory that is shared with other processes counts in parts. 0 where unknown. */
export function pssMiB(pid: number): number {
  try {
    const rollup = readFileSync(`/proc/${String(pid)}/smaps_rollup`, 'utf8');
    const line = rollup.split('\n').find((each) => each.startsWith('Pss:'));
    return Number(line?.replace(/\D/g, '') ?? 0) / 1024;
  } catch {
    return 0;
  }
}
