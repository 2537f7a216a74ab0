import { testServers } from './test-servers';

/** Stops what the set-up started and removes its data. */
export default async function globalTeardown(): Promise<void> {
  const { current } = testServers;
  testServers.current = undefined;
  await (await current)?.stop();
}
