import { z } from 'zod';
import { defineEndpoint } from '../kernel/endpoint';
import { papSchema, tlpSchema } from './vocabulary';

const settingsSchema = z.object({
  /** Markings of an analysis that names none. */
  default_tlp: tlpSchema,
  default_pap: papSchema,
  /** Told when an analysis has all its results, by the rules of Standard Webhooks. */
  webhook_url: z.string().nullable(),
  has_webhook_secret: z.boolean(),
  /** Set when the webhook was switched off because nothing was delivered for days. */
  webhook_disabled_reason: z.string().nullable(),
});
export type AnalysisSettingsView = z.infer<typeof settingsSchema>;

const shared = { app: 'analysis-gateway', path: '/api/v1/analysis-settings', tag: 'Analysis' } as const;

const example = {
  default_tlp: 'clear',
  default_pap: 'clear',
  webhook_url: 'https://soar.example.com/hooks/sentrybox',
  has_webhook_secret: true,
  webhook_disabled_reason: null,
} as const;

export const getAnalysisSettings = defineEndpoint({
  ...shared,
  method: 'GET',
  id: 'getAnalysisSettings',
  summary: 'The team’s settings of analyses.',
  access: 'analyses:read',
  responses: { 200: settingsSchema },
  examples: [{ name: 'With a webhook', status: 200, response: example }],
});

export const updateAnalysisSettings = defineEndpoint({
  ...shared,
  method: 'PATCH',
  id: 'updateAnalysisSettings',
  summary:
    'Change the team’s settings of analyses. Another webhook URL drops the secret unless a new one comes with it.',
  access: 'analysis-settings:write',
  body: z.strictObject({
    default_tlp: tlpSchema.optional(),
    default_pap: papSchema.optional(),
    webhook_url: z
      .url({ protocol: /^https?$/ })
      .max(2_048)
      .nullable()
      .optional(),
    /** `whsec_` and 24 to 64 bytes in base64. */
    webhook_secret: z
      .string()
      .regex(/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/)
      .optional(),
  }),
  responses: { 200: settingsSchema },
  examples: [
    {
      name: 'A webhook',
      request: {
        webhook_url: 'https://soar.example.com/hooks/sentrybox',
        webhook_secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYqr',
      },
      status: 200,
      response: example,
    },
  ],
});
