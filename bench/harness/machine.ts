import { cpus, loadavg, platform, release, totalmem } from 'node:os';
import type { Machine } from './report';

/** What the figures belong to. The first load average is that of the last minute; 0 on Windows, which has none. */
export function machineFacts(): Machine {
  const [lastMinute = 0] = loadavg();
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    platform: `${platform()} ${release()}`,
    node: process.version,
    loadBefore: Math.round(lastMinute * 10) / 10,
  };
}
