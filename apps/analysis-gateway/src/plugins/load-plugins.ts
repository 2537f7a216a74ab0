import { z } from 'zod';
import { papLevels, tlpLevels } from '@sentrybox/contracts';
import type { Clock } from '@sentrybox/observability';
import { systemClock } from '@sentrybox/observability';
import type { Plugin } from './contract/plugin';

/** A plugin that could not be loaded. */
export interface LoadFailure {
  readonly name: string;
  readonly reason: string;
  readonly at: Date;
}

export interface LoadedPlugins {
  readonly plugins: readonly Plugin[];
  readonly failures: readonly LoadFailure[];
}

/** How each plugin is loaded and made, by its name; either may throw. */
export type PluginSources = Readonly<Record<string, () => Promise<Plugin>>>;

const seconds = z.int().nonnegative();
const snakeCase = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/;

// What the compiler cannot see: forms, ranges and what must be there together.
const manifestSchema = z.looseObject({
  name: z.string().regex(snakeCase),
  displayName: z.string().min(1),
  description: z.string().min(1),
  indicatorTypes: z.array(z.string()).min(1),
  maxTlp: z.enum(tlpLevels),
  maxPap: z.enum(papLevels),
  settings: z.record(z.string().regex(snakeCase), z.looseObject({ label: z.string().min(1) })),
  rules: z.record(
    z.string(),
    z.looseObject({
      when: z.string().min(1),
      strength: z.union([
        z.number().min(0).max(1),
        z.object({ least: z.number().min(0), most: z.number().max(1), by: z.string().min(1) }),
      ]),
    }),
  ),
  lineage: z.array(z.string().min(1)).min(1),
  quota: z.array(z.looseObject({ limit: z.int().positive(), perSeconds: z.int().positive() })),
  cache: z.object({ hitSeconds: seconds, missSeconds: seconds }),
  deadlineMs: z.int().positive(),
});

/** Loads every plugin, one by one: one that throws, or whose manifest is not right, is out alone, with the reason. */
export async function loadPlugins(sources: PluginSources, clock: Clock = systemClock): Promise<LoadedPlugins> {
  const plugins: Plugin[] = [];
  const failures: LoadFailure[] = [];
  for (const [name, load] of Object.entries(sources)) {
    try {
      plugins.push(checked(name, await load()));
    } catch (error) {
      failures.push({ name, reason: `It could not be loaded: ${reasonOf(error)}`, at: clock.now() });
    }
  }
  return { plugins, failures };
}

function checked(name: string, plugin: Plugin): Plugin {
  manifestSchema.parse(plugin.manifest);
  if (plugin.manifest.name !== name) throw new TypeError(`It calls itself ${plugin.manifest.name}.`);
  return plugin;
}

// For an operator's eyes in the list of plugins: which field, or which error, without a stack.
function reasonOf(error: unknown): string {
  if (error instanceof z.ZodError) {
    const [issue] = error.issues;
    return `manifest.${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}`;
  }
  return error instanceof Error ? error.message : 'it threw something that is no error';
}
