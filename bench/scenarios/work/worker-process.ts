import 'reflect-metadata';
import { Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { concurrency, preciseNow, startQueue } from './bench-work';
import type { Noted, Urls } from './bench-work';

/** What this process is told at its start. */
export type WorkerTask =
  { readonly kind: 'product'; readonly urls: Urls } | { readonly kind: 'bullmq'; readonly redisUrl: string };

export const bareQueue = 'bare';

// Told in lots, so that telling costs the contestants little and both the same.
let lot: Noted[] = [];
function note(noted: Noted): void {
  if (lot.length === 0) {
    setTimeout(() => {
      process.send?.(lot);
      lot = [];
    }, 20);
  }
  lot.push(noted);
}

async function work(task: WorkerTask): Promise<void> {
  if (task.kind === 'product') {
    await startQueue(task.urls, true, note);
    return;
  }
  const connection = new Redis(task.redisUrl, { maxRetriesPerRequest: null });
  const worker = new Worker<{ id: string }>(
    bareQueue,
    (job) => {
      const startedAt = preciseNow();
      note({ id: job.data.id, startedAt, endedAt: startedAt });
      return Promise.resolve();
    },
    { connection, concurrency, removeOnComplete: { count: 0 }, removeOnFail: { count: 0 } },
  );
  worker.on('error', (error) => process.stderr.write(`${error.message}\n`));
  await worker.waitUntilReady();
}

if (process.send !== undefined && require.main === module) {
  process.once('disconnect', () => process.exit(0));
  process.once('message', (task: WorkerTask) => {
    work(task).then(
      () => process.send?.('ready'),
      (error: unknown) => {
        process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
        process.exit(1);
      },
    );
  });
}
