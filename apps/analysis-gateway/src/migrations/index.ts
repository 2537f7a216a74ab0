import type { Migration } from '@sentrybox/database';
import { workMigration, workUpkeepMigration } from '@sentrybox/queue';
import { createAnalyses } from './202611210900-create-analyses';
import { rememberSubmissions } from './202611212200-remember-submissions';
import { followResults } from './202611301000-follow-results';
import { rememberRequestKeys } from './202611301010-remember-request-keys';
import { keepOverrides } from './202611301020-keep-overrides';
import { keepDisclosures } from './202611301030-keep-disclosures';
import { keepSettings } from './202611301040-keep-settings';
import { deliverWebhooks } from './202611301050-deliver-webhooks';
import { findOldAnalyses } from './202611301100-find-old-analyses';
import { findSealedSecrets } from './202611301820-find-sealed-secrets';
import { followOlderServices } from './202611301900-follow-older-services';

/** In the order in which they run; never edited after a release. */
export const migrations: readonly Migration[] = [
  workMigration('analysis'),
  createAnalyses,
  rememberSubmissions,
  workUpkeepMigration('analysis'),
  followResults,
  rememberRequestKeys,
  keepOverrides,
  keepDisclosures,
  keepSettings,
  deliverWebhooks,
  findOldAnalyses,
  findSealedSecrets,
  followOlderServices,
];
