import { collectionSettingsSchema, sourceFormatSchema } from '@sentrybox/contracts';
import type { CollectionSettings, MispFeedEntry, MispFeedRefusal, SourceFormat } from '@sentrybox/contracts';
import { z } from 'zod';

/** What an entry of MISP's list of feeds becomes. */
interface ReadEntry {
  readonly name: string;
  readonly description: string;
  readonly format: SourceFormat;
  readonly mode: 'snapshot' | 'delta';
  readonly settings: CollectionSettings;
}

export type EntryReading = ReadEntry | { readonly refused: MispFeedRefusal };

/** MISP writes its settings as JSON in a text, in some entries of its own list twice. */
const settingsSchema = z.object({
  csv: z
    .object({ value: z.string().default(''), delimiter: z.string().default('') })
    .default({ value: '', delimiter: '' }),
  common: z.object({ excluderegex: z.string().default('') }).default({ excluderegex: '' }),
});
type MispSettings = z.output<typeof settingsSchema>;

/** Of a row whose columns nobody names the first four are looked at. */
const unnamedColumns = [0, 1, 2, 3];

/** An entry as the source that fetches and reads the same, or why there is none. */
export function readEntry({ Feed: feed }: MispFeedEntry): EntryReading {
  if (feed.input_source !== undefined && feed.input_source !== 'network') return { refused: 'not_on_the_network' };
  if ((feed.headers ?? '').trim() !== '') return { refused: 'needs_headers' };
  const settings = settingsOf(feed.settings);
  if (settings === undefined) return { refused: 'settings_not_understood' };
  if (!isAboutComments(settings.common.excluderegex)) return { refused: 'exclusion_not_supported' };
  const layout = feed.source_format === 'misp' ? 'misp_feed' : 'file';
  const fetched = collectionSettingsSchema.safeParse({ url: feed.url, layout });
  if (!fetched.success) return { refused: 'url_not_supported' };
  const format = formatOf(feed.source_format, settings);
  if (format === undefined) return { refused: 'format_not_supported' };
  return {
    name: feed.name.trim(),
    description: descriptionOf(feed),
    format,
    mode: modeOf(feed),
    settings: fetched.data,
  };
}

function descriptionOf({ provider }: MispFeedEntry['Feed']): string {
  return provider === undefined ? '' : `Provided by ${provider}.`;
}

// A folder of events grows; a file is what its provider says now where MISP keeps one event of it and lets go what is gone.
function modeOf({ source_format: kind, delta_merge: isMerged }: MispFeedEntry['Feed']): ReadEntry['mode'] {
  return isMerged === true && kind !== 'misp' ? 'snapshot' : 'delta';
}

function settingsOf(text: string | null | undefined): MispSettings | undefined {
  let value: unknown = text ?? '{}';
  for (let depth = 0; depth < 2 && typeof value === 'string'; depth += 1) value = parsed(value === '' ? '{}' : value);
  return settingsSchema.safeParse(value).data;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

// Lines that begin with # are left out anyway; other expressions are not followed.
function isAboutComments(expression: string): boolean {
  return expression === '' || /^\/?\^#(?:\.\*)?\/?i?$/.test(expression);
}

function formatOf(kind: string, { csv }: MispSettings): SourceFormat | undefined {
  switch (kind) {
    case 'misp':
      return sourceFormatSchema.parse({ kind: 'misp' });
    case 'freetext':
      return sourceFormatSchema.parse({ kind: 'text' });
    case 'csv':
      return csvFormat(csv);
    default:
      return undefined;
  }
}

// MISP counts columns from 1 and takes several of them; without any it looks into all.
function csvFormat({ value, delimiter }: MispSettings['csv']): SourceFormat | undefined {
  const named = value.split(',').flatMap((column) => (column.trim() === '' ? [] : [Number(column) - 1]));
  const [first = 0, ...further] = named.length === 0 ? unnamedColumns : named;
  return sourceFormatSchema.safeParse({
    kind: 'csv',
    delimiter: delimiter === '' ? ',' : delimiter,
    has_header: false,
    columns: { value: first },
    ...(further.length === 0 ? {} : { further_values: further }),
  }).data;
}
