import type { FieldMapping } from '@sentrybox/contracts';
import type { RecordFields } from './parsed-record';
import { labelsOfText } from './labels';

/** Reads the mapped fields of one parsed JSON value; `undefined` without a value. A plain text is its own value. */
export function fieldsOfJson(parsed: unknown, mapping: FieldMapping | undefined): RecordFields | undefined {
  if (mapping === undefined) {
    const value = textOf(parsed);
    return value === undefined ? undefined : { value };
  }
  const value = textOf(at(parsed, mapping.value));
  if (value === undefined) return undefined;
  return {
    value,
    type: optionalText(parsed, mapping.type),
    confidence: optionalText(parsed, mapping.confidence),
    severity: optionalText(parsed, mapping.severity),
    firstSeen: optionalText(parsed, mapping.first_seen),
    lastSeen: optionalText(parsed, mapping.last_seen),
    tags: optionalLabels(parsed, mapping.tags),
    threatTypes: optionalLabels(parsed, mapping.threat_types),
    tlp: optionalText(parsed, mapping.tlp),
    family: optionalText(parsed, mapping.family),
    reference: optionalText(parsed, mapping.reference),
    expiresAt: optionalText(parsed, mapping.expires_at),
  };
}

function at(parsed: unknown, path: string): unknown {
  let here: unknown = parsed;
  for (const name of path.split('.')) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, name)) return undefined;
    here = (here as Record<string, unknown>)[name]; // an own property of an object, checked on the line above
  }
  return here;
}

function textOf(found: unknown): string | undefined {
  if (typeof found === 'number') return String(found);
  return typeof found === 'string' && found.trim() !== '' ? found.trim() : undefined;
}

function optionalText(parsed: unknown, path: string | undefined): string | undefined {
  return path === undefined ? undefined : textOf(at(parsed, path));
}

function optionalLabels(parsed: unknown, path: string | undefined): readonly string[] | undefined {
  if (path === undefined) return undefined;
  const found = at(parsed, path);
  if (Array.isArray(found)) return found.filter((entry) => typeof entry === 'string');
  return typeof found === 'string' ? labelsOfText(found) : undefined;
}
