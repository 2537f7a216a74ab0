import type { Migration } from '@sentrybox/database';
import { workMigration, workUpkeepMigration } from '@sentrybox/queue';
import { createSources } from './202611210010-create-sources';
import { createIndicators } from './202611210020-create-indicators';
import { createEvidenceViews } from './202611210030-create-evidence-views';
import { createImports } from './202611210040-create-imports';
import { createWarninglists } from './202611210050-create-warninglists';
import { extendSightings } from './202611301415-extend-sightings';
import { indexSearch } from './202611301500-index-search';
import { createMarks } from './202611301510-create-marks';
import { createArrivals } from './202611301520-create-arrivals';
import { extendRuns } from './202611301530-extend-runs';
import { dropSightingKeys } from './202611301840-drop-sighting-keys';
import { createSourceQuality } from './202611301850-create-source-quality';
import { indexDoubtfulSightings } from './202611301900-index-doubtful-sightings';
import { noteCancellations } from './202611301930-note-cancellations';
import { findSealedKeys } from './202611301940-find-sealed-keys';

/** Every step of schema `data`, in order. */
export const migrations: readonly Migration[] = [
  workMigration('data'),
  createSources,
  createIndicators,
  createEvidenceViews,
  createImports,
  createWarninglists,
  workUpkeepMigration('data'),
  extendSightings,
  indexSearch,
  createMarks,
  createArrivals,
  extendRuns,
  dropSightingKeys,
  createSourceQuality,
  indexDoubtfulSightings,
  noteCancellations,
  findSealedKeys,
];
