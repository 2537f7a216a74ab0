import { z } from 'zod';
import { timestampSchema } from '../kernel/fields';
import { importErrorCodeSchema } from './imports.endpoints';
import type { ImportErrorCode, ImportView } from './imports.endpoints';

const printable = /^[\x20-\x7e]*$/;
/** They say where a request goes and where it ends; a key in one of them could smuggle another request. */
const reservedHeaders =
  /^(?:host|content-.*|transfer-encoding|connection|keep-alive|te|trailer|upgrade|expect|proxy-.*)$/i;

const ownKeyFields = {
  header: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9-]{0,63}$/)
    .refine((name) => !reservedHeaders.test(name), 'must not be a header of the connection'),
  prefix: z.string().max(16).regex(printable).default(''),
};

/** A key as providers give it. */
export const providerKeySchema = z.string().regex(/^[\x21-\x7e]{1,512}$/);

/** What stands in the place of a key that is stored. */
export const storedSecret = '***';

/** How the list of a source is fetched. */
const settable = {
  /** Where the list is; `{YYYY}`, `{MM}` and `{DD}` stand for the day before the run, in UTC. */
  url: z
    .url({ protocol: /^https?$/ })
    .max(2_048)
    .refine((text) => !/^https?:\/\/[^/]*@/.test(text), 'must not contain credentials'),
  method: z.enum(['GET', 'POST']).default('GET'),
  /** Sent with POST, as JSON. */
  body: z.string().max(4_096).optional(),
  /** `misp_feed`: the URL is a folder with `manifest.json` and an event per file, of which the newest are taken. */
  layout: z.enum(['file', 'misp_feed']).default('file'),
  /** Seconds between two runs at the least; up to a tenth is added so that not everybody asks at once. */
  interval_seconds: z.int().min(300).max(2_592_000).default(86_400),
  max_bytes: z.int().min(1_024).max(2_147_483_648).default(268_435_456),
  /** A key of the installation (see FEED_KEYS) and the header it is sent in. Platform sources only. */
  key: z
    .strictObject({
      name: z.string().regex(/^[a-z0-9_]{1,32}$/),
      header: z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,63}$/),
      prefix: z.string().max(16).default(''),
    })
    .nullable()
    .default(null),
  /** The host may have a private address, as a mirror on the intranet has. Platform sources only. */
  allow_private: z.boolean().default(false),
};

/** As they are stored: a source's own key lies sealed beside them. */
export const collectionSettingsSchema = z.strictObject({
  ...settable,
  own_key: z.strictObject(ownKeyFields).nullable().default(null),
});
export type CollectionSettings = z.output<typeof collectionSettingsSchema>;

export const putCollectionSchema = z
  .strictObject({
    ...settable,
    /** A key that was given to you for this list, and the header it is sent in. */
    own_key: z
      .strictObject({
        ...ownKeyFields,
        /** Absent or `***`: the stored one stays, unless `url` changes, which drops it. */
        secret: providerKeySchema.optional(),
      })
      .nullable()
      .default(null),
  })
  .refine(({ key, own_key: own }) => key === null || own === null, {
    path: ['own_key'],
    message: 'must not stand beside a key of the installation',
  });
export type PutCollectionBody = z.output<typeof putCollectionSchema>;

export const collectionSchema = z.object({
  source_id: z.uuid(),
  ...settable,
  own_key: z
    .object({
      ...ownKeyFields,
      /** Never shown. Null: none is stored, or it was dropped when `url` changed; runs fail with `key_missing`. */
      secret: z.literal(storedSecret).nullable(),
    })
    .nullable(),
  /** Of the run that waits or is under way. */
  next_run_id: z.uuid().nullable(),
  next_run_at: timestampSchema.nullable(),
  last_status: z.enum(['done', 'unchanged', 'held', 'failed', 'cancelled']).nullable(),
  last_reason: importErrorCodeSchema.nullable(),
  last_ended_at: timestampSchema.nullable(),
  /** Runs in a row that brought nothing; the wait grows with them. */
  failures: z.int().nonnegative(),
});
export type CollectionView = z.input<typeof collectionSchema>;

/** What an event of the stream says of the run that is waiting, under way or ended last. */
export interface RunProgress {
  readonly id: string;
  readonly state: ImportView['state'];
  readonly phase: 'fetching' | 'reading' | 'merging' | null;
  readonly bytes: number;
  readonly records: number;
  readonly error: ImportErrorCode | null;
}
