import { z } from 'zod';
import { defineEndpoint } from '../kernel/endpoint';
import { timestampSchema } from '../kernel/fields';
import { indicatorTypeSchema } from './indicator-type';

const count = z.int().nonnegative();
const shared = { app: 'data', method: 'GET', tag: 'Statistics', access: 'public' } as const;

const statsSchema = z.object({
  /** Values that any source lists or has listed; a value that the platform and the team both know counts twice. */
  total_indicators: count,
  indicator_types: z.partialRecord(indicatorTypeSchema, count),
  total_sources: count,
  active_sources: count,
  /** Imports that brought a source up to date within the last 24 hours. */
  recent_collections: count,
  /** When the numbers were made: at most a minute ago, unless making them takes longer. */
  timestamp: timestampSchema,
});
export type StatsView = z.input<typeof statsSchema>;

export const getStats = defineEndpoint({
  ...shared,
  path: '/api/v1/stats',
  id: 'getStats',
  summary: 'How much is known. Without a credential: what belongs to everybody.',
  responses: { 200: statsSchema },
  examples: [
    {
      name: 'One list',
      status: 200,
      response: {
        total_indicators: 120_430,
        indicator_types: { ipv4: 120_430 },
        total_sources: 1,
        active_sources: 1,
        recent_collections: 1,
        timestamp: '2026-05-23T10:00:00.000Z',
      },
    },
  ],
});

const dashboardSchema = z.object({
  total_feeds: count,
  active_feeds: count,
  last_updated: timestampSchema.nullable(),
  /** First listed within the last 24 hours. */
  new_indicators: count,
  /** Against the 24 hours before, in percent; `null` where there were none to compare with. */
  trends_change: z.number().nullable(),
  timestamp: timestampSchema,
});
export type DashboardView = z.input<typeof dashboardSchema>;

export const threatIntelDashboard = defineEndpoint({
  ...shared,
  path: '/api/v1/dashboard/threat-intel',
  id: 'threatIntelDashboard',
  summary: 'The numbers of a dashboard.',
  responses: { 200: dashboardSchema },
  examples: [
    {
      name: 'A quiet day',
      status: 200,
      response: {
        total_feeds: 3,
        active_feeds: 2,
        last_updated: '2026-05-23T10:00:00.000Z',
        new_indicators: 1_200,
        trends_change: -4.2,
        timestamp: '2026-05-23T10:00:00.000Z',
      },
    },
  ],
});
