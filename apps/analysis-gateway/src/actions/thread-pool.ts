import type { Worker } from 'node:worker_threads';
import { unavailable } from '@sentrybox/errors';

export interface ThreadPoolSettings {
  /** Starts a thread that answers each message with one message. */
  readonly start: () => Worker;
  readonly size: number;
  /** Tasks that may wait for a thread; further ones are refused. */
  readonly maxWaiting: number;
  /** A thread that takes longer is ended and its task refused. */
  readonly limitMs: number;
}

interface Job<Task, Result> {
  readonly task: Task;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/** A few threads, started when they are first needed and kept, and a bounded queue before them. */
export class ThreadPool<Task, Result> {
  private readonly threads = new Set<Worker>();
  private readonly idle: Worker[] = [];
  private readonly waiting: Job<Task, Result>[] = [];
  private isClosed = false;

  constructor(private readonly settings: ThreadPoolSettings) {}

  /**
   * @throws DomainError unavailable when too many tasks wait, when the task takes too long and when the pool closes;
   *   what the thread threw otherwise
   */
  async run(task: Task): Promise<Result> {
    if (this.isClosed || this.waiting.length >= this.settings.maxWaiting) throw refusal();
    return await new Promise<Result>((resolve, reject) => {
      this.waiting.push({ task, resolve, reject });
      this.assign();
    });
  }

  /** Ends every thread; what they were doing and what waits is refused. */
  async close(): Promise<void> {
    this.isClosed = true;
    for (const job of this.waiting.splice(0)) job.reject(refusal());
    await Promise.all(Array.from(this.threads, (thread) => thread.terminate()));
  }

  private assign(): void {
    while (this.waiting.length > 0) {
      const thread = this.idle.pop() ?? this.startThread();
      const job = thread === undefined ? undefined : this.waiting.shift();
      if (thread === undefined || job === undefined) return;
      this.give(thread, job);
    }
  }

  private startThread(): Worker | undefined {
    if (this.isClosed || this.threads.size >= this.settings.size) return undefined;
    const thread = this.settings.start();
    this.threads.add(thread);
    thread.unref(); // Whoever waits for an answer keeps the process by other means.
    // The job at work hears of it too; without one nobody else would.
    thread.on('error', () => undefined);
    thread.once('exit', () => {
      this.threads.delete(thread);
      if (this.idle.includes(thread)) this.idle.splice(this.idle.indexOf(thread), 1);
      this.assign();
    });
    return thread;
  }

  private give(thread: Worker, job: Job<Task, Result>): void {
    const timer = setTimeout(() => {
      settle();
      job.reject(refusal());
      void thread.terminate();
    }, this.settings.limitMs);
    const answer = (result: Result): void => {
      settle();
      this.idle.push(thread);
      job.resolve(result);
      this.assign();
    };
    const fail = (error: unknown): void => {
      settle();
      job.reject(error);
    };
    const end = (): void => {
      fail(refusal());
    };
    const settle = (): void => {
      clearTimeout(timer);
      thread.off('message', answer).off('error', fail).off('exit', end);
    };
    thread.on('message', answer).on('error', fail).on('exit', end);
    thread.postMessage(job.task);
  }
}

function refusal(): Error {
  return unavailable('The service reads as many long texts as it can. Try again in a moment.');
}
