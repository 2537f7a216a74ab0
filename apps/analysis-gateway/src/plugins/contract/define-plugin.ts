import type { z } from 'zod';
import { isInternal } from '../provider/internal-address';
import { evidenceOf } from './evidence-rules';
import type { EvidenceRules, Statement } from './evidence-rules';
import type {
  Exposure,
  FastPlugin,
  Indicator,
  PluginManifest,
  PluginOutcome,
  SettingValues,
  SlowPlugin,
  SlowStep,
} from './plugin';
import type { PluginContext, SlowPluginContext } from './plugin-context';
import type { SettingsDefinition, SettingsOf } from './settings';

/** What a plugin says. Evidence is named by the rule that it follows. */
export type Answer<Rule extends string = string> =
  | {
      readonly status: 'ok';
      readonly summary: Readonly<Record<string, unknown>>;
      readonly statements: readonly Statement<Rule>[];
      readonly observedAt?: string | null;
      readonly link?: string | null;
    }
  | {
      readonly status: 'not_found';
      readonly summary?: Readonly<Record<string, unknown>>;
      readonly link?: string | null;
    }
  | { readonly status: 'skipped'; readonly reason: string };

type RuleOf<R> = NoInfer<keyof R & string>;

type Defaulted = 'lineage' | 'quota' | 'cache' | 'version';
type Stated<S extends SettingsDefinition, R extends EvidenceRules, Class> = Omit<
  PluginManifest<S, R>,
  Defaulted | 'class'
> & {
  readonly class: Class;
  readonly version?: string;
} & Partial<Pick<PluginManifest, 'lineage' | 'quota' | 'cache'>>;

interface Definition<S extends SettingsDefinition, R extends EvidenceRules, Class> {
  readonly manifest: Stated<S, R, Class>;
  /** Where a setting decides who learns of the indicator. Default: the manifest's. */
  exposure?(settings: SettingsOf<S>): Exposure;
}

interface FastDefinition<S extends SettingsDefinition, R extends EvidenceRules> extends Definition<
  S,
  R,
  'local' | 'fast'
> {
  /** @throws PluginError */
  run(indicator: Indicator, context: PluginContext<NoInfer<S>>): Promise<Answer<RuleOf<R>>>;
}

type Step<Rule extends string, T> =
  | { readonly state: 'pending'; readonly ticket: T; readonly pollAfterMs: number }
  | { readonly state: 'done'; readonly answer: Answer<Rule> };

interface SlowDefinition<
  S extends SettingsDefinition,
  R extends EvidenceRules,
  T extends Record<string, unknown>,
> extends Definition<S, R, 'slow' | 'sandbox'> {
  readonly maxTotalMs: number;
  /** What is stored between two steps. */
  readonly ticket: z.ZodType<T>;
  submit(indicator: Indicator, context: SlowPluginContext<NoInfer<S>>): Promise<Step<RuleOf<R>, NoInfer<T>>>;
  poll(
    indicator: Indicator,
    ticket: NoInfer<T>,
    context: SlowPluginContext<NoInfer<S>>,
  ): Promise<Step<RuleOf<R>, NoInfer<T>>>;
  cancel?(ticket: NoInfer<T>, context: SlowPluginContext<NoInfer<S>>): Promise<void>;
  readonly recovery?: {
    readonly lookForMs: number;
    readonly lookEveryMs: number;
    find(context: SlowPluginContext<NoInfer<S>>): Promise<Step<RuleOf<R>, NoInfer<T>> | undefined>;
  };
}

/** A plugin that answers inside the request: its manifest and how it turns one question into one answer. */
export function defineFastPlugin<const S extends SettingsDefinition, const R extends EvidenceRules>(
  definition: FastDefinition<S, R>,
): FastPlugin {
  const manifest = completed(definition.manifest);
  return {
    manifest,
    exposure: exposureOf(definition, manifest),
    run: async (indicator, context) => {
      const reason = skipReason(manifest, indicator);
      if (reason !== undefined) return { status: 'skipped', reason };
      return outcomeOf(manifest, await definition.run(indicator, context as PluginContext<S>)); // settings are of the manifest
    },
  };
}

/** A plugin that submits, and asks again until there is an answer. */
export function defineSlowPlugin<
  T extends Record<string, unknown>,
  const S extends SettingsDefinition,
  const R extends EvidenceRules,
>(definition: SlowDefinition<S, R, T>): SlowPlugin {
  const manifest = completed(definition.manifest);
  const { maxTotalMs, ticket: ticketSchema, recovery } = definition;
  const stepOf = (step: Step<RuleOf<R>, T>): SlowStep =>
    step.state === 'pending' ? step : { state: 'done', outcome: outcomeOf(manifest, step.answer) };
  const own = (context: SlowPluginContext) => context as SlowPluginContext<S>; // settings are of the manifest
  return {
    manifest,
    maxTotalMs,
    exposure: exposureOf(definition, manifest),
    submit: async (indicator, context) => {
      const reason = skipReason(manifest, indicator);
      if (reason !== undefined) return { state: 'done', outcome: { status: 'skipped', reason } };
      return stepOf(await definition.submit(indicator, own(context)));
    },
    poll: async (indicator, ticket, context) =>
      stepOf(await definition.poll(indicator, ticketSchema.parse(ticket), own(context))),
    ...(definition.cancel && {
      cancel: async (ticket, context) => definition.cancel?.(ticketSchema.parse(ticket), own(context)),
    }),
    ...(recovery && {
      recovery: {
        ...recovery,
        find: async (_indicator, context) => {
          const step = await recovery.find(own(context));
          return step && stepOf(step);
        },
      },
    }),
  };
}

function completed<S extends SettingsDefinition, R extends EvidenceRules, Class extends PluginManifest['class']>(
  stated: Stated<S, R, Class>,
): PluginManifest & { readonly class: Class } {
  return {
    version: '1.0.0',
    lineage: [stated.name],
    quota: [],
    cache: { hitSeconds: 0, missSeconds: 0 },
    ...stated,
  };
}

function exposureOf<S extends SettingsDefinition>(
  definition: Pick<Definition<S, EvidenceRules, unknown>, 'exposure'>,
  manifest: PluginManifest,
): (settings: SettingValues) => Exposure {
  return (settings) => definition.exposure?.(settings as SettingsOf<S>) ?? manifest; // settings are of the manifest
}

function skipReason(manifest: PluginManifest, indicator: Indicator): string | undefined {
  const { disclosure, displayName, kinds, knowsInternal } = manifest;
  if (kinds !== undefined && !kinds.includes(indicator.type)) {
    return `${displayName} knows nothing of the kind ${indicator.type}.`;
  }
  if (disclosure !== 'none' && knowsInternal !== true && isInternal(indicator)) {
    return 'An address inside a private network means nothing to an outside source.';
  }
  return undefined;
}

function outcomeOf(manifest: PluginManifest, answer: Answer): PluginOutcome {
  switch (answer.status) {
    case 'skipped':
      return answer;
    case 'not_found':
      return { status: 'not_found', summary: answer.summary ?? {}, link: answer.link ?? null };
    case 'ok': {
      const link = answer.link ?? null;
      return {
        status: 'ok',
        summary: answer.summary,
        evidence: answer.statements.map((statement) => evidenceOf(manifest, statement, link)),
        observedAt: answer.observedAt ?? null,
        link,
      };
    }
  }
}
