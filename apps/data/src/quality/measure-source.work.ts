import { defineWork } from '@sentrybox/contracts';

/** Measures a source, and again when that is due. One row of work for each source. */
export const measureSourceWork = defineWork({
  name: 'data.measure-source',
  owner: 'data',
  concurrency: 1,
  maxAttempts: 3,
});
