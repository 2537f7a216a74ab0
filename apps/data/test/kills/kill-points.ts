import { deathOn, wrapMethod } from '@sentrybox/testing';
import { ImportsRepository, KeptFilesRepository } from '../../src/imports';
import { MergeRepository } from '../../src/imports/ingest/merge.repository';
import { ListFetcher } from '../../src/collection/fetching/fetch-list';
import { RunSchedule } from '../../src/collection/run-schedule';
import { PurgeSourceRepository } from '../../src/sources/purge-source.repository';

/** Moments of an import at which a worker may be killed, in the order in which they come. */
export const importPoints = [
  'fetch.after',
  'stage.before',
  'stage.after',
  'merge.after',
  'end.after',
  'upload.committed',
  'collection.committed',
] as const;
/** The last one is no import: a purge of which one batch is done. */
export type KillPoint = (typeof importPoints)[number] | 'purge.begun';

/**
 * Kills this process at one named moment, as a power cut would. The product has no switch for this: the method behind the
 * moment is wrapped here, in the test's own process. A commit is over when what comes behind it begins.
 */
export function dieAt(point: KillPoint): void {
  switch (point) {
    case 'fetch.after':
      wrap(ListFetcher.prototype, 'fetch', 'after');
      break;
    case 'stage.before':
      wrap(MergeRepository.prototype, 'stage', 'before');
      break;
    case 'stage.after':
      wrap(MergeRepository.prototype, 'stage', 'after');
      break;
    case 'merge.after':
      wrap(MergeRepository.prototype, 'merge', 'after');
      break;
    case 'end.after':
      wrap(ImportsRepository.prototype, 'end', 'after');
      break;
    case 'upload.committed':
      wrap(KeptFilesRepository.prototype, 'drop', 'before');
      break;
    case 'collection.committed':
      wrap(RunSchedule.prototype, 'next', 'before');
      break;
    case 'purge.begun':
      wrap(PurgeSourceRepository.prototype, 'removeSightings', 'before', 2);
  }
}

function wrap<T extends object>(prototype: T, name: keyof T & string, when: 'before' | 'after', visit = 1): void {
  wrapMethod(prototype, name, { [when]: deathOn(visit) });
}
