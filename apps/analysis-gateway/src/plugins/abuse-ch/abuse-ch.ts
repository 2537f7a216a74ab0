import { z } from 'zod';
import { requiredKey } from '../contract/settings';

/** What the sources of abuse.ch have in common: one key, one way to say who may ask. */
export const abuseChKey = requiredKey(
  'Key of abuse.ch, one for all its sources (https://auth.abuse.ch).',
  'ABUSECH_AUTH_KEY',
);

export const abuseChExposure = {
  disclosure: 'passive',
  maxTlp: 'green',
  maxPap: 'amber',
  provider: 'abuse.ch',
} as const;

const form = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})(?: UTC)?$/;

/** A time as these sources write it, `2019-08-10 09:02:05 UTC`, in the form of the contract. */
export const abuseChTime = z
  .string()
  .regex(form)
  .transform((text) => text.replace(form, '$1T$2.000Z'))
  .pipe(z.iso.datetime());

/** Numbers come as texts from some of them. */
export const abuseChCount = z.union([
  z.int(),
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number),
]);
