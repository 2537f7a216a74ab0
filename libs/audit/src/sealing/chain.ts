import { createHash } from 'node:crypto';

/** Chain of the events that belong to no team; every team has a chain of its own, named by its id. */
export const platformChain = '00000000-0000-0000-0000-000000000000';

/** Before the first seal of a chain. */
export const genesisHash = Buffer.alloc(32);

/** An event as it is sealed: every column as PostgreSQL writes it as text, in this order. */
export const sealedColumns = [
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

export type SealedEvent = Readonly<Record<(typeof sealedColumns)[number], string | null>>;

/** The columns of `e` (audit.event) as text; a time in UTC with microseconds, details in the one order that jsonb has. */
export const sealedSelection = sealedColumns
  .map((column) =>
    column === 'recorded_at'
      ? `to_char(e.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS recorded_at`
      : `e.${column}::text AS ${column}`,
  )
  .join(', ');

/**
 * SHA-256 over the hash before and the event with its place, as a JSON array of strings and nulls: whoever changes,
 * moves or removes a row has to change every hash after it.
 */
export function sealHash(previous: Buffer, chainId: string, seq: number, event: SealedEvent): Buffer {
  const content = JSON.stringify(['v1', chainId, String(seq), ...sealedColumns.map((column) => event[column])]);
  return createHash('sha256').update(previous).update(content).digest();
}
