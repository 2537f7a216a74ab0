import { resolve } from 'node:path';
import type * as Providers from '../stack/provider-fixtures';
import type * as SharedStack from '../stack/shared-stack';
import type * as StartStack from '../stack/start-stack';
import { runningStack } from './running-stack';

/**
 * Starts the built product once for all end-to-end specs, with providers that are fixture servers on loopback; unless
 * whoever runs them tells of an installation of their own.
 */
export default async function stackSetup(): Promise<void> {
  const { sharedStackVariable } = compiled('shared-stack') as typeof SharedStack;
  if (process.env[sharedStackVariable] !== undefined) return;
  const { startStack } = compiled('start-stack') as typeof StartStack;
  const { startProviders } = compiled('provider-fixtures') as typeof Providers;
  const providers = await startProviders();
  try {
    const stack = await startStack({ environment: providers.environment });
    runningStack.current = {
      stop: async () => {
        await stack.stop();
        await providers.close();
      },
    };
    const { urls, apiKey, admin, databaseUrl, home } = stack;
    process.env[sharedStackVariable] = JSON.stringify({ urls, apiKey, admin, databaseUrl, home });
  } catch (error) {
    await providers.close();
    throw error;
  }
}

/** The product under test is the built one, so its test library is taken from the build too; types are the sources'. */
function compiled(name: string): unknown {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a path into the build, known at run time only
  return require(resolve(__dirname, '../../../../dist/libs/testing/src/stack', name));
}
