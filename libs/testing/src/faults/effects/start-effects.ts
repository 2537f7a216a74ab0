import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { projectRoot } from '../../stack/project-root';

export interface EffectCounter {
  /** Settings that point the gateway's urlscan plugin at it. */
  readonly environment: Readonly<Record<string, string>>;
  /** How often each address was scanned. */
  count(): Promise<Map<string, number>>;
  close(): Promise<void>;
}

/** Starts the far end in a process of its own. @throws Error when the project is not built */
export async function startEffects(): Promise<EffectCounter> {
  const script = join(projectRoot, 'dist/libs/testing/src/faults/effects/effect-server.js');
  const child = spawn(process.execPath, ['-e', `require(${JSON.stringify(script)}).serveEffects()`], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {},
  });
  const exited = once(child, 'exit');
  const [line] = (await Promise.race([
    once(child.stdout, 'data'),
    exited.then(() => {
      throw new Error('The far end did not start: is the project built?');
    }),
  ])) as [Buffer];
  const url = `http://127.0.0.1:${line.toString('utf8').trim()}`;
  return {
    environment: {
      URLSCAN_API_KEY: 'fixture-key-0123456789',
      URLSCAN_URL: `${url}/api/v1/`,
    },
    count: async () => {
      const response = await fetch(`${url}/effects`);
      return new Map(Object.entries((await response.json()) as Record<string, number>)); // its own answer
    },
    close: async () => {
      child.kill();
      await exited;
    },
  };
}
