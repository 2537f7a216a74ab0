import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { ReadResult, ReadTask } from './extractor-process';

/** One library in a process of its own, so that neither pays for the other's memory and garbage. */
export class ExtractorChild {
  private readonly child: ChildProcess = fork(require.resolve('./extractor-process'), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });

  constructor(private readonly library: ReadTask['library']) {}

  get pid(): number {
    if (this.child.pid === undefined) throw new Error(`${this.library} has no process.`);
    return this.child.pid;
  }

  /** @throws Error when the process ends instead of answering */
  async read(seed: number): Promise<ReadResult> {
    const answer = new Promise<ReadResult>((resolve, reject) => {
      const fail = (code: number | null): void => {
        reject(new Error(`The process of ${this.library} ended with ${String(code)}.`));
      };
      this.child.once('exit', fail);
      this.child.once('message', (message) => {
        this.child.removeListener('exit', fail);
        resolve(message as ReadResult); // extractor-process.ts
      });
    });
    this.child.send({ library: this.library, seed } satisfies ReadTask);
    return await answer;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const exited = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGKILL'); // It holds nothing that has to be put away.
    await exited;
  }
}
