import { defineWork } from '@sentrybox/contracts';

/** One step (submit or poll) of one slow plugin for one analysis. `maxAttempts` counts failures in a row, not polls. */
export const runSlowPlugin = defineWork({
  name: 'analysis-gateway.run-slow-plugin',
  owner: 'analysis-gateway',
  concurrency: 10,
  maxAttempts: 5,
});

/** A fast plugin that had to wait for its turn at the provider, or was late, is asked for one analysis. */
export const runDeferredPlugin = defineWork({
  name: 'analysis-gateway.run-deferred-plugin',
  owner: 'analysis-gateway',
  concurrency: 10,
  maxAttempts: 5,
});
