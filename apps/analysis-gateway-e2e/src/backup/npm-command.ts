import { execFile } from 'node:child_process';
import { resolve } from 'node:path';

const root = resolve(__dirname, '../../../..');

export interface Outcome {
  readonly code: number;
  readonly text: string;
}

/** `npm run <command> -- <arguments>`, as an operator types it, on the installation of a state folder. */
export async function npmRun(home: string, command: string, ...args: string[]): Promise<Outcome> {
  return await new Promise((settle) => {
    const options = { cwd: root, env: { ...process.env, SENTRYBOX_HOME: home } };
    execFile('npm', ['run', command, '--', ...args], options, (error, stdout, stderr) => {
      settle({ code: typeof error?.code === 'number' ? error.code : 0, text: stdout + stderr });
    });
  });
}
