import { z } from 'zod';

import { damaged } from './backup.errors';

// What a backup holds, in order: manifest, secrets, configuration; per table its head, its data and its end; sequences,
// end. Each record is a byte of kind, four of length (big-endian) and the content: JSON, or lines of COPY.

const migrationSchema = z.object({ app: z.string(), name: z.string() });

const manifestSchema = z.object({
  part: z.literal('manifest'),
  createdAt: z.iso.datetime(),
  /** Of the server it came from, e.g. `18.4`. */
  postgresVersion: z.string(),
  /** Every step that had been taken. */
  migrations: z.array(migrationSchema),
  /** Months of the audit log, `202611`. */
  auditMonths: z.array(z.string().regex(/^\d{6}$/)),
});

const tableSchema = z.object({
  part: z.literal('table'),
  schema: z.string(),
  table: z.string(),
  /** Without those that PostgreSQL computes. */
  columns: z.array(z.string()).min(1),
});

const tableEndSchema = z.object({
  part: z.literal('tableEnd'),
  rows: z.number().int().nonnegative(),
  /** SHA-256 of the data in hex. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

const jsonPartSchema = z.discriminatedUnion('part', [
  manifestSchema,
  z.object({ part: z.literal('secrets'), content: z.unknown() }),
  z.object({ part: z.literal('configuration'), environment: z.record(z.string(), z.string()) }),
  tableSchema,
  tableEndSchema,
  z.object({
    part: z.literal('sequences'),
    sequences: z.array(
      z.object({
        schema: z.string(),
        name: z.string(),
        value: z.string().regex(/^-?\d{1,19}$/),
        isCalled: z.boolean(),
      }),
    ),
  }),
  z.object({ part: z.literal('end'), tables: z.number().int().nonnegative() }),
]);

export type Manifest = z.infer<typeof manifestSchema>;
export type TableHead = z.infer<typeof tableSchema>;
export type TableEnd = z.infer<typeof tableEndSchema>;
export type JsonPart = z.infer<typeof jsonPartSchema>;
/** Data belongs to the table whose head came last. */
export type BackupPart = JsonPart | { readonly part: 'data'; readonly data: Buffer };

const kindOf = { json: 1, data: 2 } as const;
const headLength = 5;
/** Secrets and the list of columns are far below; data is written in pieces of 64 KiB and single rows may be bigger. */
const longestRecord = 1024 * 1024 * 1024;

export function encoded(part: BackupPart): Buffer {
  const isData = part.part === 'data';
  const content = isData ? part.data : Buffer.from(JSON.stringify(part), 'utf8');
  const head = Buffer.alloc(headLength);
  head[0] = isData ? kindOf.data : kindOf.json;
  head.writeUInt32BE(content.length, 1);
  return Buffer.concat([head, content]);
}

/** @throws CommandFailure `backupUnreadable` for what `encoded` does not write */
export async function* decoded(bytes: AsyncIterable<Buffer>): AsyncGenerator<BackupPart> {
  const take = taker(bytes);
  for (;;) {
    const head = await take(headLength);
    if (head === undefined) return;
    const content = await take(head.readUInt32BE(1));
    if (content === undefined) throw damaged('a record without content');
    yield head[0] === kindOf.data ? { part: 'data', data: content } : jsonPart(content);
  }
}

function jsonPart(content: Buffer): JsonPart {
  const parsed = jsonPartSchema.safeParse(parseJson(content.toString('utf8')));
  if (parsed.success) return parsed.data;
  throw damaged('a record that cannot be read');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the schema refuses it; a parser's message would quote a secret
  }
}

/** Gives exactly so many bytes; undefined at the end. */
function taker(bytes: AsyncIterable<Buffer>): (length: number) => Promise<Buffer | undefined> {
  const source = bytes[Symbol.asyncIterator]();
  let held: Buffer[] = [];
  let heldLength = 0;
  return async (length) => {
    if (length > longestRecord) throw damaged('a record that is too long');
    while (heldLength < length) {
      const next = await source.next();
      if (next.done === true) {
        if (heldLength === 0) return undefined;
        throw damaged('a record that ends too early');
      }
      held.push(next.value);
      heldLength += next.value.length;
    }
    const all = held.length === 1 && held[0] !== undefined ? held[0] : Buffer.concat(held);
    held = [all.subarray(length)];
    heldLength = all.length - length;
    return all.subarray(0, length);
  };
}
