import 'reflect-metadata';
import { openDatabase } from '@sentrybox/database';
import { startWorker } from './test-worker';

// One worker in a process of its own, to be killed: `worker-process.ts <api url> <work url> <redis url>`.
async function main([url, workUrl, redisUrl]: readonly string[]): Promise<void> {
  if (url === undefined || workUrl === undefined || redisUrl === undefined) throw new Error('three URLs are needed');
  const database = openDatabase({
    ...{ applicationName: 'worker-process', schema: 'tools', entities: [] },
    ...{ url, workUrl, onError: () => undefined },
  });
  const worker = await startWorker({ database, redisUrl });
  worker.script.run = async (item, effect) => {
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 150));
    await item.finish(async () => effect('done'));
  };
  process.once('SIGTERM', () => {
    void worker.close().then(() => {
      process.exit(0);
    });
  });
  process.send?.('up');
}

void main(process.argv.slice(2));
