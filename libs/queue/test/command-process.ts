import 'reflect-metadata';
import { openDatabase } from '@sentrybox/database';
import { startCommandApp } from './command-apps';

// One process of tools or the responder, to be killed. Its settings come as its one message.
interface Settings {
  readonly app: 'tools' | 'responder';
  readonly url: string;
  readonly workUrl: string;
  readonly redisUrl: string;
  readonly privateKey: string;
  readonly publicKeys: string;
}

async function main({ url, workUrl, ...options }: Settings): Promise<void> {
  const database = openDatabase({
    ...{ applicationName: 'command-process', schema: options.app, entities: [] },
    ...{ url, workUrl, onError: () => undefined },
  });
  const started = await startCommandApp({ ...options, database });
  started.script.run = async (command, effect) => {
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 60));
    await command.finish({ found: 1 }, () => effect('done'));
  };
  process.send?.('up');
}

process.once('message', (settings: Settings) => void main(settings));
process.once('disconnect', () => process.exit(0));
