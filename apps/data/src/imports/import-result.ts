import type { ImportCounts, RejectionReason } from '@sentrybox/contracts';
import type { RejectedSample } from './ingest/read-file';

/** What was found and done. */
export interface ImportResult {
  readonly counts: ImportCounts;
  readonly rejectedByReason: Partial<Record<RejectionReason, number>>;
  readonly samples: readonly RejectedSample[];
  /** Records by the warninglist that they stand on. */
  readonly flaggedByList: Readonly<Record<string, number>>;
}

export const nothingRead: ImportResult = {
  counts: { records: 0, accepted: 0, rejected: 0, duplicates: 0, new: 0, updated: 0, unchanged: 0, delisted: 0 },
  rejectedByReason: {},
  samples: [],
  flaggedByList: {},
};
