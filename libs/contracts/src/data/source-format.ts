import { INDICATOR_TYPES, IOC_TYPES } from '@sentrybox/ioc';
import { z } from 'zod';
import { indicatorTypeSchema } from './indicator-type';

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

/**
 * What every value is, where no column says it: an indicator type (`ja3` looks like `md5`, a bare number is an `asn` only
 * by being told) or one of the general words `ip`, `domain`, `url`, `hash`, `email`. `ip` also takes networks, and takes the
 * port off an address with one.
 */
const valueTypeSchema = z.union([indicatorTypeSchema, z.enum(IOC_TYPES)]).optional();

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
  value_type: valueTypeSchema,
});

/** The format of /etc/hosts: an address and the names that lead to it. The names are the values. */
const hostsFormatSchema = z.strictObject({ kind: z.literal('hosts') });

const csvFormatSchema = z.strictObject({
  kind: z.literal('csv'),
  comment: commentSchema,
  delimiter: z
    .string()
    .length(1)
    .regex(/^[^\r\n"]$/, 'must be one character that is no quote or line end')
    .default(','),
  has_header: z.boolean().default(true),
  /** The names of the columns stand in the last comment above the first row, as in the exports of abuse.ch. */
  header_in_comment: z.boolean().optional(),
  columns: mapping(columnSchema),
  /** More columns with a value each, for rows that name several indicators. Empty ones are skipped. */
  further_values: z.array(columnSchema).max(8).optional(),
  /** A network in two columns: the prefix length that belongs behind the value. */
  prefix_column: columnSchema.optional(),
  value_type: valueTypeSchema,
});

const recordSettings = {
  /** Leave out when the records are plain texts. A `value` that is a list makes a record of each entry. */
  fields: mapping(fieldPathSchema).optional(),
  /** Path of a list inside each record whose entries are the records; what an entry lacks is looked up around it. */
  each: fieldPathSchema.optional(),
  value_type: valueTypeSchema,
};

const jsonFormatSchema = z.strictObject({
  kind: z.literal('json'),
  /** Path of the array of records in the document, `*` for any name; empty when the document is the array. */
  items: z.union([z.literal(''), fieldPathSchema]).default(''),
  ...recordSettings,
});

const ndjsonFormatSchema = z.strictObject({ kind: z.literal('ndjson'), ...recordSettings });

/** Events of MISP: one event, a list of them, or the answer of its API. Attributes marked `to_ids` are the values. */
const mispFormatSchema = z.strictObject({
  kind: z.literal('misp'),
  /** Also attributes that their author did not mark as good for detection. */
  include_unmarked: z.boolean().default(false),
});

/** Prose or a web page: whatever indicators stand in it, defanged ones too. */
const textFormatSchema = z.strictObject({
  kind: z.literal('text'),
  /** Tags, scripts and entities of HTML are not text. */
  is_html: z.boolean().default(false),
  /** Only these types count; all of them by default. */
  types: z.array(indicatorTypeSchema).min(1).max(INDICATOR_TYPES.length).optional(),
});

export const sourceFormatSchema = z.discriminatedUnion('kind', [
  linesFormatSchema,
  csvFormatSchema,
  jsonFormatSchema,
  ndjsonFormatSchema,
  hostsFormatSchema,
  mispFormatSchema,
  textFormatSchema,
]);

export type SourceFormat = z.output<typeof sourceFormatSchema>;
export type SourceFormatKind = SourceFormat['kind'];
export type LinesFormat = z.output<typeof linesFormatSchema>;
export type CsvFormat = z.output<typeof csvFormatSchema>;
export type JsonFormat = z.output<typeof jsonFormatSchema>;
export type NdjsonFormat = z.output<typeof ndjsonFormatSchema>;
export type MispFormat = z.output<typeof mispFormatSchema>;
export type TextFormat = z.output<typeof textFormatSchema>;
export type ColumnMapping = CsvFormat['columns'];
export type FieldMapping = NonNullable<JsonFormat['fields']>;

export const sourceFormatKinds = [
  'lines',
  'csv',
  'json',
  'ndjson',
  'hosts',
  'misp',
  'text',
] as const satisfies readonly SourceFormatKind[];
