import { z } from 'zod';
import type { SettingDefinition, SettingValue } from '../contract/settings';

const maxText = 2_048;

/** What a value of this setting may be, as it is stored: a form's rule. It says nothing of whether there must be one. */
export function settingSchema(definition: SettingDefinition): z.ZodType<SettingValue> {
  switch (definition.kind) {
    case 'secret':
      return z.string().min(16).max(maxText);
    case 'url':
      return z.url({ protocol: /^https?$/ }).max(maxText);
    case 'text':
      return definition.pattern === undefined
        ? z.string().min(1).max(maxText)
        : z.string().max(maxText).regex(definition.pattern);
    case 'choice':
      return z.enum(definition.choices);
    case 'number':
      return z.int().min(definition.min).max(definition.max);
    case 'boolean':
      return z.boolean();
  }
}

/** The same for the text of an environment variable. */
export function textSchema(definition: SettingDefinition): z.ZodType<SettingValue> {
  const schema = settingSchema(definition);
  if (definition.kind === 'number') return z.preprocess(Number, schema);
  return definition.kind === 'boolean' ? z.preprocess((text) => booleanOf.get(text) ?? text, schema) : schema;
}

const booleanOf: ReadonlyMap<unknown, boolean> = new Map([
  ...(['1', 'true'] as const).map((text) => [text, true] as const),
  ...(['0', 'false'] as const).map((text) => [text, false] as const),
]);
