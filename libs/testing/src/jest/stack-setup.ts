import { resolve } from 'node:path';
import type * as Providers from '../stack/provider-fixtures';
import type * as SharedStack from '../stack/shared-stack';
import type * as StartStack from '../stack/start-stack';
import { runningStack } from './running-stack';

/** Starts the built product once for all end-to-end specs, with providers that are fixture servers on loopback. */
export default async function stackSetup(): Promise<void> {
  const { startStack } = compiled<typeof StartStack>('start-stack');
  const { startProviders } = compiled<typeof Providers>('provider-fixtures');
  const { sharedStackVariable } = compiled<typeof SharedStack>('shared-stack');
  const providers = await startProviders();
  try {
    const stack = await startStack({ environment: providers.environment });
    runningStack.current = { stop: async () => (await stack.stop(), await providers.close()) };
    const { urls, apiKey, admin, databaseUrl } = stack;
    process.env[sharedStackVariable] = JSON.stringify({ urls, apiKey, admin, databaseUrl });
  } catch (error) {
    await providers.close();
    throw error;
  }
}

/** The product under test is the built one, so its test library is taken from the build too. */
function compiled<T>(name: string): T {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- path into the build; the type is that of the source
  return require(resolve(__dirname, '../../../../dist/libs/testing/src/stack', name)) as T;
}
