import { z } from 'zod';

/** A column of a delimited file: by name where there is a header, else by position from 0. */
const columnSchema = z.union([z.string().min(1).max(128), z.int().min(0).max(255)]);
/** Field names from the record inwards, separated by dots: `attributes.ip`. */
const fieldPathSchema = z
  .string()
  .min(1)
  .max(256)
  .regex(/^[^.]+(?:\.[^.]+){0,15}$/, 'must be field names separated by dots');

/** Where the parts of an indicator are in one record. Only `value` is needed; what is missing comes from the source. */
function mapping<T extends z.ZodType>(place: T) {
  return z.strictObject({
    value: place,
    /** An indicator type; else the value is recognised by its form. */
    type: place.optional(),
    /** 0 to 1, or 0 to 100 where the number is above 1. */
    confidence: place.optional(),
    severity: place.optional(),
    first_seen: place.optional(),
    last_seen: place.optional(),
    /** A list, or text separated by commas or semicolons. */
    tags: place.optional(),
    threat_types: place.optional(),
    /** A TLP label, with or without the prefix `TLP:`. */
    tlp: place.optional(),
    /** Malware family or campaign. */
    family: place.optional(),
    /** Where more is said: an address or an identifier. */
    reference: place.optional(),
    expires_at: place.optional(),
  });
}

const commentSchema = z
  .string()
  .max(4)
  .default('#')
  .describe('Lines that begin with this are skipped; empty for none.');

const linesFormatSchema = z.strictObject({
  kind: z.literal('lines'),
  comment: commentSchema,
  /** Lines of several parts: the text between them; `whitespace` for any run of blanks and tabs. */
  delimiter: z.string().min(1).max(10).optional(),
  /** Which part is the value, from 0. */
  value_column: z.int().min(0).max(255).default(0),
});

const csvFormatSchema = z.strictObject({
  kind: z.literal('csv'),
  comment: commentSchema,
  delimiter: z
    .string()
    .length(1)
    .regex(/^[^\r\n"]$/, 'must be one character that is no quote or line end')
    .default(','),
  has_header: z.boolean().default(true),
  columns: mapping(columnSchema),
});

const jsonFormatSchema = z.strictObject({
  kind: z.literal('json'),
  /** Path of the array of records in the document; empty when the document is the array. */
  items: z.union([z.literal(''), fieldPathSchema]).default(''),
  /** Leave out when the records are plain texts. */
  fields: mapping(fieldPathSchema).optional(),
});

const ndjsonFormatSchema = z.strictObject({
  kind: z.literal('ndjson'),
  fields: mapping(fieldPathSchema).optional(),
});

export const sourceFormatSchema = z.discriminatedUnion('kind', [
  linesFormatSchema,
  csvFormatSchema,
  jsonFormatSchema,
  ndjsonFormatSchema,
]);

export type SourceFormat = z.output<typeof sourceFormatSchema>;
export type SourceFormatKind = SourceFormat['kind'];
export type LinesFormat = z.output<typeof linesFormatSchema>;
export type CsvFormat = z.output<typeof csvFormatSchema>;
export type JsonFormat = z.output<typeof jsonFormatSchema>;
export type NdjsonFormat = z.output<typeof ndjsonFormatSchema>;
export type ColumnMapping = CsvFormat['columns'];
export type FieldMapping = NonNullable<JsonFormat['fields']>;

export const sourceFormatKinds = ['lines', 'csv', 'json', 'ndjson'] as const satisfies readonly SourceFormatKind[];
