import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Makes the Redis of a state folder start empty the next time. It must not run. */
export function removeRedisData(stateDir: string): void {
  const folder = join(stateDir, 'redis');
  const remembered = join(folder, 'location');
  const outside = existsSync(remembered) ? [readFileSync(remembered, 'utf8').trim()] : [];
  for (const home of [folder, ...outside]) rmSync(join(home, 'data'), { recursive: true, force: true });
}
