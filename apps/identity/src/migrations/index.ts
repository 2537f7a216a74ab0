import type { Migration } from '@sentrybox/database';
import { createPeople } from './202611211900-create-people';
import { createServiceAccounts } from './202611211910-create-service-accounts';
import { createSessions } from './202611211905-create-sessions';
import { createSigningKeys } from './202611211915-create-signing-keys';
import { extendPeople } from './202611212210-extend-people';
import { createSingleUseTokens } from './202611212215-create-single-use-tokens';
import { createLoginThrottle } from './202611212220-create-login-throttle';
import { nameSessions } from './202611212240-name-sessions';
import { countKeysByPepper } from './202611212250-count-keys-by-pepper';

/** In the order in which they run. */
export const migrations: readonly Migration[] = [
  createPeople,
  createSessions,
  createServiceAccounts,
  createSigningKeys,
  extendPeople,
  createSingleUseTokens,
  createLoginThrottle,
  nameSessions,
  countKeysByPepper,
];
