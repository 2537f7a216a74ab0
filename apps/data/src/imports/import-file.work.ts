import { defineWork } from '@sentrybox/contracts';

/** Reads a kept file into its source. The work's id is the import's. */
export const importFileWork = defineWork({ name: 'data.import-file', owner: 'data', concurrency: 1, maxAttempts: 5 });
