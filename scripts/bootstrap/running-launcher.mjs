import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stateDir } from './root.mjs';

/** Whether `npm start` runs on this state folder, by its lock file. A guess is enough: `start` itself checks properly. */
export function isLauncherRunning() {
  try {
    const { pid } = JSON.parse(readFileSync(join(stateDir, 'run', 'launcher.json'), 'utf8'));
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
