import { once } from 'node:events';
import { uuidv7 } from '@sentrybox/database';
import type { Client } from 'pg';
import { from } from 'pg-copy-streams';

const teamId = uuidv7();
const sourceId = uuidv7();

interface Address {
  readonly id: string;
  readonly value: string;
}

/** Columns without a default, and the lines of COPY's text format for them. */
const tables = {
  team_indicator: {
    columns: 'team_id, id, type, lookup_key',
    line: ({ id, value }: Address) => `${teamId}\t${id}\tipv4\t${value}\n`,
  },
  team_sighting: {
    columns: 'team_id, source_id, indicator_id, first_seen_at',
    line: ({ id }: Address) => `${teamId}\t${sourceId}\t${id}\t2026-01-01T00:00:00Z\n`,
  },
} as const;

/**
 * Fills empty copies of these tables of schema `data`, with their indexes, in one transaction. Making the copies and the
 * lines is not timed.
 * @returns seconds from BEGIN to COMMIT
 */
export async function copyTable(
  client: Client,
  names: readonly (keyof typeof tables)[],
  values: readonly string[],
): Promise<number> {
  const addresses = values.map((value) => ({ id: uuidv7(), value }));
  const loads = names.map((name) => {
    const { columns, line } = tables[name];
    return { sql: `COPY bench.${name} (${columns}) FROM STDIN`, pieces: piecesOf(addresses, line) };
  });
  for (const name of names) {
    await client.query(`CREATE TABLE bench.${name} (LIKE data.${name} INCLUDING ALL)`);
  }
  await client.query('CHECKPOINT');
  const startedMs = performance.now();
  await client.query('BEGIN');
  for (const { sql, pieces } of loads) {
    const stream = client.query(from(sql));
    for (const piece of pieces) if (!stream.write(piece)) await once(stream, 'drain');
    stream.end();
    await once(stream, 'finish');
  }
  await client.query('COMMIT');
  const seconds = (performance.now() - startedMs) / 1_000;
  for (const name of names) await client.query(`DROP TABLE bench.${name}`);
  return seconds;
}

const linesPerPiece = 10_000;

/** Outside of the heap: ten million lines are more than one string can hold. */
function piecesOf(addresses: readonly Address[], line: (address: Address) => string): Buffer[] {
  return Array.from({ length: Math.ceil(addresses.length / linesPerPiece) }, (_, piece) =>
    Buffer.from(
      addresses
        .slice(piece * linesPerPiece, (piece + 1) * linesPerPiece)
        .map(line)
        .join(''),
    ),
  );
}
