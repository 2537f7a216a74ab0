import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { Noted } from './bench-work';
import type { WorkerTask } from './worker-process';

/** A worker in a process of its own, and what it has told so far. */
export class WorkerChild {
  private readonly noted = new Map<string, Noted>();

  private constructor(private readonly child: ChildProcess) {
    child.on('message', (message) => {
      if (Array.isArray(message)) for (const noted of message as Noted[]) this.noted.set(noted.id, noted); // worker-process.ts
    });
  }

  static async start(task: WorkerTask): Promise<WorkerChild> {
    const child = fork(require.resolve('./worker-process'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const ready = new Promise<void>((resolve, reject) => {
      child.once('message', () => {
        resolve();
      });
      child.once('exit', (code) => {
        reject(new Error(`The worker ended with ${String(code)}.`));
      });
    });
    child.send(task);
    await ready;
    return new WorkerChild(child);
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error('The worker has no process.');
    return this.child.pid;
  }

  /** Waits until all of these are over and forgets them. @throws Error after a minute */
  async take(ids: readonly string[]): Promise<readonly Noted[]> {
    const endsAt = performance.now() + 60_000;
    while (!ids.every((id) => this.noted.has(id))) {
      if (performance.now() > endsAt) throw new Error(`Only ${this.noted.size} of ${ids.length} pieces were done.`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const taken = ids.flatMap((id) => this.noted.get(id) ?? []);
    for (const id of ids) this.noted.delete(id);
    return taken;
  }

  async stop(): Promise<void> {
    const exited = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGKILL');
    await exited;
  }
}
