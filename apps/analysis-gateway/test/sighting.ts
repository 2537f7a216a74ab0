import type { Sighting } from '@sentrybox/contracts';

export function aSighting(over: Partial<Sighting> = {}): Sighting {
  return {
    sourceId: '019a1b2c-0000-7000-8000-0000000000f0',
    sourceName: 'feed',
    reliability: 'B',
    lineage: 'feed',
    firstSeenAt: '2026-05-01T00:00:00.000Z',
    lastSeenAt: '2026-05-20T00:00:00.000Z',
    confidence: 0.9,
    severity: 'high',
    threatTypes: [],
    tags: [],
    ...over,
  };
}
