import {
  databaseVariables,
  messagingVariables,
  redisVariables,
  secret,
  secretBoxVariables,
  serviceVariables,
  variable,
  workVariables,
} from '@sentrybox/config';
import type { Parsed } from '@sentrybox/config';
import { apps } from '@sentrybox/contracts';
import { z } from 'zod';

const feedKey = /^[a-z0-9_]{1,32}=[\x21-\x2b\x2d-\x7e]{1,512}$/;

export const dataVariables = {
  ...serviceVariables(apps.data.port),
  ...databaseVariables,
  ...redisVariables,
  ...messagingVariables,
  ...workVariables,
  ...secretBoxVariables,
  FEED_KEYS: secret(
    z
      .string()
      .transform((text) => text.split(','))
      .refine((entries) => entries.every((entry) => feedKey.test(entry)))
      .transform((entries) => new Map(entries.map((entry) => splitAt(entry, entry.indexOf('=')))))
      .optional(),
    'Keys for providers of lists, `name=key`, separated by commas. A key is sent to the addresses of sources that name it.',
  ),
  MMDB_PATHS: variable(
    z
      .string()
      .default('')
      .transform((text) =>
        text
          .split(',')
          .map((path) => path.trim())
          .filter((path) => path !== ''),
      ),
    'Files of MaxMind databases (city, country, ASN; of any maker), separated by commas. Unset: intelligence pages say `unconfigured` instead of a location.',
  ),
} as const;

function splitAt(entry: string, at: number): [name: string, key: string] {
  return [entry.slice(0, at), entry.slice(at + 1)];
}

export type DataConfig = Parsed<typeof dataVariables>;
