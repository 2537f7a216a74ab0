import type { MispFormat } from '@sentrybox/contracts';
import { z } from 'zod';
import { mispTypes } from './misp-types';
import { MalformedFileError } from './parsed-record';
import type { ParsedRecord } from './parsed-record';

/** More objects than this in one event are refused. */
const mostAttributes = 100_000;

const tagsSchema = z.array(z.object({ name: z.string() })).catch([]);
const timeSchema = z.union([z.string(), z.number()]).transform(String).nullish();
const attributeSchema = z.object({
  type: z.string(),
  value: z.union([z.string(), z.number()]).transform(String),
  to_ids: z.union([z.boolean(), z.number(), z.string()]).optional(),
  timestamp: timeSchema,
  first_seen: timeSchema,
  last_seen: timeSchema,
  Tag: tagsSchema.optional(),
});
const attributesSchema = z.array(z.unknown()).catch([]);
const eventSchema = z.object({
  uuid: z.string().max(64).optional(),
  Attribute: attributesSchema.optional(),
  Object: z.array(z.object({ Attribute: attributesSchema.optional() })).optional(),
  Tag: tagsSchema.optional(),
});
type MispEvent = z.infer<typeof eventSchema>;

/** The events of a document. @throws MalformedFileError when it holds none. */
export function eventsOf(document: unknown): MispEvent[] {
  const list = z.object({ response: z.array(z.unknown()) }).safeParse(document);
  const entries: unknown[] = list.success ? list.data.response : Array.isArray(document) ? document : [document];
  return entries.map((entry) => {
    const event = z.object({ Event: eventSchema }).safeParse(entry);
    if (!event.success) throw new MalformedFileError('The document is no MISP event.');
    return event.data.Event;
  });
}

/** One record for each part of an attribute that is an indicator. */
export function recordsOfEvent(event: MispEvent, format: MispFormat): ParsedRecord[] {
  const attributes = [...(event.Attribute ?? []), ...(event.Object ?? []).flatMap((object) => object.Attribute ?? [])];
  if (attributes.length > mostAttributes) throw new MalformedFileError('An event has more than 100,000 attributes.');
  const tags = (event.Tag ?? []).map(({ name }) => name);
  return attributes.flatMap((found): ParsedRecord[] => {
    const attribute = attributeSchema.safeParse(found);
    if (!attribute.success) return [{ text: '', rejection: 'malformed_record' }];
    return recordsOf(attribute.data, { tags, reference: event.uuid }, format);
  });
}

interface Around {
  readonly tags: readonly string[];
  readonly reference: string | undefined;
}

function recordsOf(attribute: z.infer<typeof attributeSchema>, around: Around, format: MispFormat): ParsedRecord[] {
  const { type, value } = attribute;
  const isMarked = attribute.to_ids === true || attribute.to_ids === 1 || attribute.to_ids === '1';
  if (!isMarked && !format.include_unmarked) return [];
  const text = `${type}: ${value}`.slice(0, 200);
  const parts = mispTypes.get(type);
  if (parts === undefined) return [{ text, rejection: 'type_not_supported' }];
  const values = parts.length === 1 ? [value] : value.split('|');
  const tags = [...around.tags, ...(attribute.Tag ?? []).map(({ name }) => name)];
  const said = {
    tags: tags.filter((tag) => !isTlp(tag)),
    tlp: tags.filter(isTlp).at(-1), // the attribute's own over the event's
    family: familyOf(tags),
    reference: around.reference,
    firstSeen: attribute.first_seen ?? undefined,
    lastSeen: attribute.last_seen ?? attribute.timestamp ?? undefined,
  };
  return parts.flatMap((part, index) => {
    const found = values[index];
    return part === undefined || found === undefined ? [] : [{ text, fields: { value: found, type: part, ...said } }];
  });
}

function isTlp(tag: string): boolean {
  return /^tlp:/i.test(tag);
}

/** `misp-galaxy:malpedia="Emotet"` and its like. */
function familyOf(tags: readonly string[]): string | undefined {
  for (const tag of tags) {
    const family = /^misp-galaxy:(?:malpedia|malware|ransomware|tool|banker|rat|stealer|botnet)="([^"]+)"$/.exec(
      tag,
    )?.[1];
    if (family !== undefined) return family;
  }
  return undefined;
}
