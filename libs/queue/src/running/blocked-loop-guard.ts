import { Worker } from 'node:worker_threads';

// The thread counts its own turns without a sign of the main thread, not the clock: a process that was suspended
// (SIGSTOP, a laptop) misses none. It is text because a file would have another name in the build than in the tests.
const threadSource = `
  const { workerData } = require('node:worker_threads');
  const { writeSync } = require('node:fs');
  const beats = new Int32Array(workerData.shared);
  let seen = Atomics.load(beats, 0);
  let missed = 0;
  for (;;) {
    Atomics.wait(beats, 1, 0, workerData.everyMs);
    if (Atomics.load(beats, 1) === 1) break;
    const now = Atomics.load(beats, 0);
    missed = now === seen ? missed + 1 : 0;
    seen = now;
    if (missed >= workerData.limit) {
      writeSync(2, workerData.lastWords + '\\n');
      process.kill(process.pid, 'SIGKILL');
    }
  }`;

const beatsPerLimit = 10;

/**
 * Kills this process when its event loop does not turn for `limitMs`: work in an endless loop can neither renew its
 * lease nor be interrupted, and would hold the process for ever. Whoever started the process starts another one, and the
 * work is tried there until its attempts are used up.
 */
export class BlockedLoopGuard {
  private readonly beats = new Int32Array(new SharedArrayBuffer(8));
  private thread: Worker | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly limitMs: number) {}

  start(): void {
    const everyMs = this.limitMs / beatsPerLimit;
    const lastWords = JSON.stringify({ level: 'error', event: 'event_loop_blocked', limit_ms: this.limitMs });
    this.thread = new Worker(threadSource, {
      eval: true,
      workerData: { shared: this.beats.buffer, everyMs, limit: beatsPerLimit, lastWords },
      resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1, stackSizeMb: 1 },
    });
    this.thread.unref();
    this.timer = setInterval(() => Atomics.add(this.beats, 0, 1), everyMs / 2);
    this.timer.unref();
  }

  /** Once is enough; a second call has nothing to stop. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    const thread = this.thread;
    if (thread === undefined) return;
    this.thread = undefined;
    const ended = new Promise((resolve) => thread.once('exit', resolve));
    Atomics.store(this.beats, 1, 1);
    Atomics.notify(this.beats, 1);
    await ended;
  }
}
