import type { UpdateSourceBody } from '@sentrybox/contracts';
import { rankOf } from '../model';

interface Column {
  readonly name: string;
  readonly value: unknown;
}

type Writers = {
  readonly [Field in keyof Required<UpdateSourceBody>]: (value: Required<UpdateSourceBody>[Field]) => Column;
};

const as =
  (name: string) =>
  (value: unknown): Column => ({ name, value });

/** Where each settable field is stored; the compiler asks for a line per field. */
const writers: Writers = {
  name: as('name'),
  description: as('description'),
  source_type: as('source_type'),
  url: as('url'),
  licence: as('licence'),
  lineage: as('lineage'),
  reliability: as('reliability'),
  format: (format) => ({ name: 'format', value: JSON.stringify(format) }),
  mode: as('mode'),
  default_confidence: as('default_confidence'),
  default_severity: (severity) => ({ name: 'default_severity', value: rankOf(severity) }),
  threat_types: as('threat_types'),
  tags: as('tags'),
  enabled: as('is_enabled'),
};

/** The columns that the given fields set. Names come from the table above alone. */
export function columnsOf(values: UpdateSourceBody): Column[] {
  // Object.keys of `writers` are exactly the fields of the body.
  const fields = Object.keys(writers) as (keyof UpdateSourceBody)[];
  return fields.flatMap((field) => columnOf(field, values) ?? []);
}

function columnOf<Field extends keyof UpdateSourceBody>(
  field: Field,
  values: Pick<UpdateSourceBody, Field>,
): Column | undefined {
  const value = values[field];
  // Required<> takes off only `undefined`, which is ruled out here.
  return value === undefined ? undefined : writers[field](value as Required<UpdateSourceBody>[Field]);
}
