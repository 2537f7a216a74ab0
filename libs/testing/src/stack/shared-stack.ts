import type { Stack } from './start-stack';

/** The installation that all end-to-end specs of one run share, and the providers that it asks. */
export interface SharedStack extends Pick<Stack, 'urls' | 'apiKey' | 'admin' | 'home'> {
  /** Administrator's URL of the stack's database, for what no route can set up yet. */
  readonly databaseUrl: string;
}

export const sharedStackVariable = 'SENTRYBOX_E2E_STACK';

/** @throws Error outside a run that started the stack (`npm run test:e2e`) */
export function sharedStack(): SharedStack {
  const text = process.env[sharedStackVariable];
  if (text === undefined) throw new Error('No stack was started for this run.');
  return JSON.parse(text) as SharedStack; // written by the set-up of the same run
}
