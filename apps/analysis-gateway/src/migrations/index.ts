import type { Migration } from '@sentrybox/database';
import { workMigration } from '@sentrybox/queue';
import { createAnalyses } from './202611210900-create-analyses';

/** In the order in which they run; never edited after a release. */
export const migrations: readonly Migration[] = [workMigration('analysis'), createAnalyses];
