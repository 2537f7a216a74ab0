import { secret, variable } from '@sentrybox/config';
import { z } from 'zod';
import { visibilities } from './urlscan.plugin';

export const urlscanVariables = {
  URLSCAN_API_KEY: secret(z.string().min(16).optional(), 'Key of urlscan.io. Unset: the plugin `urlscan` is off.'),
  URLSCAN_URL: variable(
    z.url({ protocol: /^https?$/ }).optional(),
    'Base URL to ask instead of https://urlscan.io/api/v1, for a proxy; it may be a private address.',
  ),
  URLSCAN_VISIBILITY: variable(
    z.enum(visibilities).default('private'),
    'Who may see the scans: `private` (default, only your account), `unlisted` (security researchers too), `public`.',
  ),
} as const;
