import { defineWork } from '@sentrybox/contracts';

/** Removes what a deleted source said. The work's id is the source's. */
export const purgeSource = defineWork({ name: 'data.purge-source', owner: 'data', concurrency: 1, maxAttempts: 10 });
