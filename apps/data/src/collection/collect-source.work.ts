import { defineWork } from '@sentrybox/contracts';

/** Fetches the list of a source and takes it in. The work's id is the run's. */
export const collectSourceWork = defineWork({
  name: 'data.collect-source',
  owner: 'data',
  concurrency: 2,
  maxAttempts: 5,
});

/** Finds platform sources whose next run was never planned because a process died in between. */
export const planCollectionsWork = defineWork({
  name: 'data.plan-collections',
  owner: 'data',
  concurrency: 1,
  maxAttempts: 3,
});
