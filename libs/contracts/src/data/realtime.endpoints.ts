import { z } from 'zod';
import { defineEndpoint } from '../kernel/endpoint';
import { defineAnnouncement } from '../kernel/messages';
import { timestampSchema } from '../kernel/fields';
import { indicatorExample, indicatorSchema } from './indicators.schemas';
import { indicatorTypeSchema } from './indicator-type';
import { severitySchema } from './vocabulary';

const realtimeQuery = z.strictObject({
  /** Default: by `Accept`, else NDJSON. */
  format: z.enum(['ndjson', 'sse']).optional(),
  type: z.array(indicatorTypeSchema).max(20).optional(),
  /** At least this. */
  severity: severitySchema.optional(),
  /** Begins with what came within so many minutes. Default 0: with what comes from now on. */
  since_minutes: z.coerce.number().int().min(0).max(1_440).default(0),
  /** Goes on behind the line of this id, for clients that cannot send the header `Last-Event-ID`. */
  last_event_id: z.string().max(512).optional(),
});
export type RealtimeQuery = z.output<typeof realtimeQuery>;

export const realtimeFeed = defineEndpoint({
  app: 'data',
  method: 'GET',
  path: '/api/v1/feeds/realtime',
  id: 'realtimeFeed',
  summary:
    'New indicators as they come, as NDJSON or server-sent events, at least once each. A line without an indicator is a sign of life every 15 s. Send the last id back as `Last-Event-ID` to go on. Who reads nothing for 30 s is cut off.',
  tag: 'Stream',
  access: 'public',
  query: realtimeQuery,
  responses: {
    200: z
      .object({
        id: z.string(),
        event: z.enum(['indicator', 'heartbeat', 'end']),
        at: timestampSchema,
        indicator: indicatorSchema.optional(),
        /** Why the stream ends. */
        reason: z.enum(['credential', 'draining']).optional(),
        retry_after_ms: z.int().optional(),
      })
      .meta({ contentMediaType: 'application/x-ndjson' }),
  },
  errors: [
    { status: 400, code: 'invalid_request', when: 'The id is none of this stream.' },
    { status: 503, code: 'unavailable', when: 'Too many streams are open.' },
  ],
  examples: [
    {
      name: 'One line of NDJSON',
      status: 200,
      response: {
        id: 'WzQyLCIiLDAsIiJd',
        event: 'indicator',
        at: '2026-05-24T10:00:00.000Z',
        indicator: indicatorExample,
      },
    },
  ],
});

/** New indicators are there to read: of the team, or of everybody. */
export const indicatorsArrived = defineAnnouncement({
  name: 'data.indicators.arrived',
  owner: 'data',
  payload: z.object({ teamId: z.uuid().nullable() }),
});
