import 'reflect-metadata';
import { openDatabase } from '@sentrybox/database';
import { request } from '@sentrybox/testing';
import type { WorkItem } from '../src/work-handler';
import { FaultPoints } from './fault-points';
import { shiftClock } from './shifted-clock';
import { startWorker } from './test-worker';
import type { Run, TestWorker } from './test-worker';
import type { WorkerQuestion, WorkerSettings } from './worker-processes';

// One worker in a process of its own, to be killed, frozen and told wrong times: `worker-process.ts <settings as JSON>`.
async function main(settings: WorkerSettings): Promise<void> {
  const { url, workUrl, redisUrl, timing, recurring } = settings;
  shiftClock(settings.clockShiftMs ?? 0);
  const points = new FaultPoints(settings.crash);
  const database = openDatabase({
    ...{ applicationName: 'worker-process', schema: 'tools', entities: [] },
    ...{ url, workUrl, onError: () => undefined },
  });
  const worker = await startWorker({ database, redisUrl, recurring, ...(timing === undefined ? {} : { timing }) });
  worker.script.run = scriptOf(settings, points, worker);
  process.once('SIGTERM', () => {
    void worker.close().then(() => {
      process.exit(0);
    });
  });
  process.on('message', (question: WorkerQuestion) => {
    void answer(question, worker);
  });
  process.send?.({ up: true });
}

async function answer(question: WorkerQuestion, worker: TestWorker): Promise<void> {
  if (question.clockShiftMs !== undefined) shiftClock(question.clockShiftMs);
  if (question.metric !== undefined) process.send?.({ metric: await worker.metric(question.metric) });
}

function scriptOf({ effectUrl, maxDelayMs = 150 }: WorkerSettings, points: FaultPoints, { database }: TestWorker): Run {
  const behaviourOf = async (item: WorkItem): Promise<string | undefined> => {
    const [row] = await database.inTeam(item.teamId, () =>
      database.query<{ how: string }>('SELECT how FROM behaviour WHERE work_id = $1', [item.id]),
    );
    return row?.how;
  };
  return async (item, effect) => {
    await misbehave(await behaviourOf(item), item);
    await new Promise((resolve) => setTimeout(resolve, Math.random() * maxDelayMs));
    await points.pass('effect.before');
    if (effectUrl !== undefined) await reachOut(item, effectUrl);
    await points.pass('effect.after');
    await item.finish(async () => {
      await effect('done');
      await points.pass('end.in-transaction');
    });
    await points.pass('end.after-commit');
  };
}

async function reachOut(item: WorkItem, effectUrl: string): Promise<void> {
  await item.ensureLeased();
  const answer = await request(`${effectUrl}/effects`, { method: 'POST', headers: { 'idempotency-key': item.id } });
  if (answer.status !== 204) throw new Error(`The far end answered ${answer.status}.`);
}

async function misbehave(how: string | undefined, { id, signal }: WorkItem): Promise<void> {
  switch (how) {
    case undefined:
      return;
    case 'throws':
      throw new TypeError('poison');
    case 'aborts':
      process.abort();
      break;
    case 'loops':
      for (;;) Math.random();
    case 'holds':
      await new Promise<void>((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          process.send?.({ aborted: id });
          reject(new Error('aborted'));
        });
      });
      break;
    case 'ignores the signal':
      await new Promise(() => undefined);
      break;
    default:
      throw new Error(`There is no behaviour ${how}.`);
  }
}

// The test that starts this process writes the settings.
void main(JSON.parse(process.argv[2] ?? '') as WorkerSettings);
