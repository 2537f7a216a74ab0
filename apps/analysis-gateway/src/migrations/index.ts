import type { Migration } from '@sentrybox/database';
import { workMigration, workUpkeepMigration } from '@sentrybox/queue';
import { createAnalyses } from './202611210900-create-analyses';
import { rememberSubmissions } from './202611212200-remember-submissions';

/** In the order in which they run; never edited after a release. */
export const migrations: readonly Migration[] = [
  workMigration('analysis'),
  createAnalyses,
  rememberSubmissions,
  workUpkeepMigration('analysis'),
];
