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
  yield `${header.join(',')}\r\n`;
  for await (const events of batches) yield events.map(csvLine).join('');
}

function csvLine(event: StoredEvent): string {
  const { actor, object, details, ...flat } = auditEventView(event);
  const values: Record<(typeof header)[number], string | null> = {
    ...flat,
    actor_kind: actor.kind,
    actor_id: actor.id,
    object_type: object?.type ?? null,
    object_id: object?.id ?? null,
    details: JSON.stringify(details),
  };
  return `${header.map((name) => csvCell(values[name] ?? '')).join(',')}\r\n`;
}

/** A cell that begins like a formula gets an apostrophe, or a spreadsheet would compute what an attacker wrote. */
function csvCell(text: string): string {
  const inert = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
