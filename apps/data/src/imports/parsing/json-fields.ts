import type { JsonFormat } from '@sentrybox/contracts';
import type { RecordFields } from './parsed-record';
import { labelsOfText } from './labels';

type Settings = Pick<JsonFormat, 'fields' | 'each' | 'value_type'>;

/** Reads the mapped fields of one parsed JSON value; none without a value. A plain text is its own value. */
export function fieldsOfJson(parsed: unknown, settings: Settings): RecordFields[] {
  if (settings.each === undefined) return fieldsOfOne([parsed], settings);
  const entries = at(parsed, settings.each);
  if (!Array.isArray(entries)) return [];
  return entries.flatMap((entry: unknown) => fieldsOfOne([entry, parsed], settings));
}

/** @param places where a field is looked up, from the inside out. */
function fieldsOfOne(places: readonly unknown[], { fields: mapping, value_type: type }: Settings): RecordFields[] {
  if (mapping === undefined) return textsOf(places[0]).map((value) => ({ value, type }));
  const values = textsOf(find(places, mapping.value));
  if (values.length === 0) return [];
  const text = (path: string | undefined) => (path === undefined ? undefined : textsOf(find(places, path))[0]);
  const labels = (path: string | undefined) => (path === undefined ? undefined : labelsOf(find(places, path)));
  const rest = {
    type: text(mapping.type) ?? type,
    confidence: text(mapping.confidence),
    severity: text(mapping.severity),
    firstSeen: text(mapping.first_seen),
    lastSeen: text(mapping.last_seen),
    tags: labels(mapping.tags),
    threatTypes: labels(mapping.threat_types),
    tlp: text(mapping.tlp),
    family: text(mapping.family),
    reference: text(mapping.reference),
    expiresAt: text(mapping.expires_at),
  };
  return values.map((value) => ({ value, ...rest }));
}

function find(places: readonly unknown[], path: string): unknown {
  for (const place of places) {
    const found = at(place, path);
    if (found !== undefined) return found;
  }
  return undefined;
}

function at(parsed: unknown, path: string): unknown {
  let here: unknown = parsed;
  for (const name of path.split('.')) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, name)) return undefined;
    here = (here as Record<string, unknown>)[name]; // an own property of an object, checked on the line above
  }
  return here;
}

/** A text or number, or each of a list of them. */
function textsOf(found: unknown): string[] {
  if (Array.isArray(found)) return found.flatMap((entry: unknown) => (Array.isArray(entry) ? [] : textsOf(entry)));
  if (typeof found === 'number') return [String(found)];
  return typeof found === 'string' && found.trim() !== '' ? [found.trim()] : [];
}

function labelsOf(found: unknown): readonly string[] | undefined {
  if (Array.isArray(found)) return found.filter((entry) => typeof entry === 'string');
  return typeof found === 'string' ? labelsOfText(found) : undefined;
}
