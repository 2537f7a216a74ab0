import { z } from 'zod';
import { defineEndpoint } from '../kernel/endpoint';
import { indicatorExample, indicatorSchema } from './indicators.schemas';
import { indicatorTypeSchema } from './indicator-type';
import { confidenceSchema, labelSchema, severitySchema } from './vocabulary';

const exportFormats = ['csv', 'ndjson', 'stix', 'list'] as const;
export type ExportFormat = (typeof exportFormats)[number];

const exportQuery = z.strictObject({
  /** Needed for `list`. */
  type: indicatorTypeSchema.optional(),
  severity: severitySchema.optional(),
  threat_level: severitySchema.optional(),
  /** At least this. */
  confidence: z.coerce.number().pipe(confidenceSchema).optional(),
  /** At least this, 0 to 100. */
  min_score: z.coerce.number().min(0).max(100).optional(),
  source: z.string().trim().min(1).max(120).optional(),
  tag: labelSchema.optional(),
  since: z.iso.datetime({ offset: true }).optional(),
});
export type ExportQuery = z.output<typeof exportQuery>;

export const exportIndicators = defineEndpoint({
  app: 'data',
  method: 'GET',
  path: '/api/v1/exports/{format}',
  id: 'exportIndicators',
  summary:
    'Everything active that you may see and pass on, newest first, as CSV, NDJSON, a STIX 2.1 bundle or a plain list of one type for a firewall. TLP:RED never leaves; strangers get up to TLP:GREEN. Every answer has an ETag; If-None-Match is answered 304.',
  tag: 'Exports',
  access: 'public',
  params: z.strictObject({ format: z.enum(exportFormats) }),
  query: exportQuery,
  responses: { 200: indicatorSchema.meta({ contentMediaType: 'application/x-ndjson' }), 304: null },
  errors: [
    { status: 400, code: 'type_required', when: 'A plain list is of one type; none was given.' },
    { status: 503, code: 'unavailable', when: 'Too many exports at once.' },
  ],
  examples: [{ name: 'One line of NDJSON', status: 200, response: indicatorExample }],
});
