import { collectionSettingsSchema, storedSecret } from '@sentrybox/contracts';
import type { CollectionSettings, CollectionView, ImportErrorCode, SourceScope } from '@sentrybox/contracts';
import { z } from 'zod';

/** What makes the next request conditional (RFC 9110 8.8). Holds for one URL. */
const validatorsSchema = z.object({
  url: z.string(),
  etag: z.string().optional(),
  lastModified: z.string().optional(),
});
export type Validators = z.infer<typeof validatorsSchema>;

/** What the last list looked like: shares of its types, and of records that could not be taken. */
const shapeSchema = z.object({ types: z.record(z.string(), z.number()), rejected: z.number() });
export type Shape = z.infer<typeof shapeSchema>;

/** A row of data.collection or data.team_collection. */
export interface CollectionRow {
  readonly source_id: string;
  readonly settings: unknown;
  readonly credential: string | null;
  readonly validators: unknown;
  readonly shape: unknown;
  readonly failures: number;
  readonly next_run_id: string | null;
  readonly next_run_at: Date | null;
  readonly last_status: CollectionView['last_status'];
  readonly last_reason: ImportErrorCode | null;
  readonly last_ended_at: Date | null;
}

/** How a source is collected, and where that stands. */
export interface Collection {
  readonly scope: SourceScope;
  readonly sourceId: string;
  readonly settings: CollectionSettings;
  /** The key of `own_key`, sealed. */
  readonly credential: string | null;
  readonly validators: Validators | undefined;
  readonly shape: Shape | undefined;
  readonly failures: number;
  readonly nextRunId: string | null;
}

export function collectionOf(scope: SourceScope, row: CollectionRow): Collection {
  return {
    scope,
    sourceId: row.source_id,
    settings: collectionSettingsSchema.parse(row.settings),
    credential: row.credential,
    validators: validatorsSchema.safeParse(row.validators).data,
    shape: shapeSchema.safeParse(row.shape).data,
    failures: row.failures,
    nextRunId: row.next_run_id,
  };
}

export function collectionView(row: CollectionRow): CollectionView {
  const { own_key: own, ...settings } = collectionSettingsSchema.parse(row.settings);
  return {
    source_id: row.source_id,
    ...settings,
    own_key: own === null ? null : { ...own, secret: row.credential === null ? null : storedSecret },
    next_run_id: row.next_run_id,
    next_run_at: row.next_run_at?.toISOString() ?? null,
    last_status: row.last_status,
    last_reason: row.last_reason,
    last_ended_at: row.last_ended_at?.toISOString() ?? null,
    failures: row.failures,
  };
}
