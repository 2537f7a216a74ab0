import { z } from 'zod';
import { defineEndpoint } from '../kernel/endpoint';
import { listEnvelope, pageQuery, timestampSchema } from '../kernel/fields';
import { disclosureSchema } from './analysis-preview.endpoints';
import { iocTypeSchema, papSchema, tlpSchema } from './vocabulary';

const disclosureEntrySchema = z.object({
  id: z.uuid(),
  canonical: z.string(),
  type: iocTypeSchema,
  plugin: z.string(),
  disclosure: disclosureSchema,
  /** Names the key it was asked with, without telling it. */
  account: z.string(),
  tlp: tlpSchema,
  pap: papSchema,
  told_at: timestampSchema,
});

export const listDisclosures = defineEndpoint({
  app: 'analysis-gateway',
  method: 'GET',
  path: '/api/v1/disclosures',
  id: 'listDisclosures',
  summary: 'Which outside source was told of which indicator, when and with which key; newest first.',
  tag: 'Analysis',
  access: 'analyses:read',
  query: z.strictObject({
    ...pageQuery(),
    ioc: z.string().max(2_048).optional(),
    plugin: z.string().max(64).optional(),
  }),
  responses: { 200: listEnvelope(disclosureEntrySchema) },
  examples: [
    {
      name: 'One question',
      status: 200,
      response: {
        count: 1,
        next: null,
        previous: null,
        results: [
          {
            id: '019aa3f0-5b1e-7c7a-9d51-1f6f0f0a0001',
            canonical: '1.1.1.1',
            type: 'ip',
            plugin: 'virustotal',
            disclosure: 'passive',
            account: 'environment',
            tlp: 'clear',
            pap: 'clear',
            told_at: '2026-05-23T10:00:00.000Z',
          },
        ],
        pagination: { limit: 20, offset: 0, total: 1 },
      },
    },
  ],
});
