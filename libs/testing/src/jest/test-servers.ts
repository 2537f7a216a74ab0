export interface TestServers {
  readonly adminUrl: string;
  readonly redisUrl: string;
  readonly stop: () => Promise<void>;
}

const key = Symbol.for('sentrybox.testServers');

interface Holder {
  current: Promise<TestServers> | undefined;
}

/** Set-up and tear-down are loaded as separate modules, possibly once per project: what they share is of the process. */
const processWide = globalThis as typeof globalThis & { [key]?: Holder };

export const testServers: Holder = (processWide[key] ??= { current: undefined });
