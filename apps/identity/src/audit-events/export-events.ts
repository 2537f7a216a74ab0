import { csvLine } from '@sentrybox/http';
import type { StoredEvent } from './audit-event.view';
import { auditEventView } from './audit-event.view';

export const exportTypes = { ndjson: 'application/x-ndjson', csv: 'text/csv; charset=utf-8' } as const;

const header = [
  'id',
  'recorded_at',
  'service',
  'team_id',
  'actor_kind',
  'actor_id',
  'action',
  'object_type',
  'object_id',
  'outcome',
  'ip',
  'request_id',
  'details',
] as const;

/** One JSON document per line. */
export async function* toNdjson(batches: AsyncIterable<readonly StoredEvent[]>): AsyncGenerator<string> {
  for await (const events of batches)
    yield events.map((event) => `${JSON.stringify(auditEventView(event))}\n`).join('');
}

/** RFC 4180, with a header; `details` as JSON. */
export async function* toCsv(batches: AsyncIterable<readonly StoredEvent[]>): AsyncGenerator<string> {
  yield csvLine(header);
  for await (const events of batches) yield events.map(lineOf).join('');
}

function lineOf(event: StoredEvent): string {
  const { actor, object, details, ...flat } = auditEventView(event);
  const values: Record<(typeof header)[number], string | null> = {
    ...flat,
    actor_kind: actor.kind,
    actor_id: actor.id,
    object_type: object?.type ?? null,
    object_id: object?.id ?? null,
    details: JSON.stringify(details),
  };
  return csvLine(header.map((name) => values[name]));
}
