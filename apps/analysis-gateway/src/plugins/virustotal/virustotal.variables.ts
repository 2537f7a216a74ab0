import { secret, variable } from '@sentrybox/config';
import { z } from 'zod';

export const virustotalVariables = {
  VIRUSTOTAL_API_KEY: secret(
    z.string().min(16).optional(),
    'Key of VirusTotal, interface version 3. Unset: the plugin `virustotal` is off.',
  ),
  VIRUSTOTAL_URL: variable(
    z.url({ protocol: /^https?$/ }).optional(),
    'Base URL to ask instead of https://www.virustotal.com/api/v3, for a proxy; it may be a private address.',
  ),
} as const;
