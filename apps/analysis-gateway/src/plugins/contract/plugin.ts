import type { Evidence, Pap, IocType, Tlp } from '@sentrybox/contracts';
import type { IndicatorType } from '@sentrybox/ioc';
import type { EvidenceRules } from './evidence-rules';
import type { PluginContext, SlowPluginContext } from './plugin-context';
import type { SettingsDefinition, SettingValue } from './settings';

/** The indicator as every plugin sees it: validated and in its one spelling, never the raw text of the caller. */
export interface Indicator {
  readonly iocType: IocType;
  readonly type: IndicatorType;
  readonly value: string;
}

/** Who learns of the indicator by the question, and the most restricted markings under which it may still be asked. */
export interface Exposure {
  readonly disclosure: 'none' | 'passive' | 'active' | 'public';
  readonly maxTlp: Tlp;
  readonly maxPap: Pap;
}

/** So many questions in so much time, as the source's free tier allows. Each can be raised or lowered by a setting. */
export interface QuotaLimit {
  readonly limit: number;
  readonly perSeconds: number;
  /** `fixed` windows begin at multiples of their length in UTC; a `rolling` one looks back from now. */
  readonly window: 'fixed' | 'rolling';
}

export interface PluginManifest<
  S extends SettingsDefinition = SettingsDefinition,
  R extends EvidenceRules = EvidenceRules,
> extends Exposure {
  /** Lower snake case; the key under `results` and `pending`. */
  readonly name: string;
  readonly displayName: string;
  readonly version: string;
  /** One or two sentences for the plugin's page: what it asks and tells. */
  readonly description: string;
  readonly indicatorTypes: readonly IocType[];
  /** Narrower than `indicatorTypes`, where the source knows only some; others are skipped with a reason. */
  readonly kinds?: readonly IndicatorType[];
  readonly class: 'local' | 'fast' | 'slow' | 'sandbox';
  readonly settings: S;
  /** The mapping from what the source says to what it is worth. */
  readonly rules: R;
  /** Names of the upstreams it speaks for; the first is the default of its statements. Equal lineage counts once. */
  readonly lineage: readonly string[];
  /** All must hold. Empty: the source names none that could be cited; its own refusals are obeyed all the same. */
  readonly quota: readonly QuotaLimit[];
  /** Plugins of one provider share its quota and its health. Default: the plugin's name. */
  readonly provider?: string;
  /** How long an answer and a "no record" stay fresh; 0 is not kept. */
  readonly cache: { readonly hitSeconds: number; readonly missSeconds: number };
  /** Whoever asks gets the same answer, so teams with equal settings may share one. Default: each team its own. */
  readonly isShareable?: true;
  readonly categories: readonly string[];
  /** How much an answer of this plugin weighs in coverage, Admiralty scale. */
  readonly reliability: Evidence['reliability'];
  /** Budget of one run (or of one submit or poll) in milliseconds; the request's own deadline may be shorter. */
  readonly deadlineMs: number;
  /**
   * Why it may reach any public host, beyond its settings of kind `url`. For sources that are found by a directory.
   */
  readonly reachesAnyHost?: string;
  /** Asks DNS servers, by the setting `resolver`. */
  readonly usesDns?: true;
  /** Addresses inside private networks mean something to it: an instance of one's own. Default: they are skipped. */
  readonly knowsInternal?: true;
  /** Documentation of the source, or licence terms that an operator has to know. */
  readonly documentation?: string;
  readonly terms?: string;
}

/** An answer. Whatever prevents one is thrown as PluginError, never returned as an empty answer. */
export type PluginOutcome =
  | {
      readonly status: 'ok';
      readonly summary: Readonly<Record<string, unknown>>;
      readonly evidence: readonly Evidence[];
      readonly observedAt: string | null;
      readonly link: string | null;
    }
  | { readonly status: 'not_found'; readonly summary: Readonly<Record<string, unknown>>; readonly link: string | null }
  | { readonly status: 'skipped'; readonly reason: string };

export type SettingValues = Readonly<Record<string, SettingValue | undefined>>;

interface AnyPlugin {
  /** Who learns of the indicator under these settings; stricter than the manifest where a setting makes it so. */
  exposure(settings: SettingValues): Exposure;
}

/** A plugin that answers inside the request. Made once, without state of its own: all it needs comes with the call. */
export interface FastPlugin extends AnyPlugin {
  readonly manifest: PluginManifest & { readonly class: 'local' | 'fast' };
  /** @throws PluginError */
  run(indicator: Indicator, context: PluginContext): Promise<PluginOutcome>;
}

type Ticket = Readonly<Record<string, unknown>>;

/** How far a slow plugin has come. `ticket` is what `poll` needs to find the work again; it is stored, so no secrets. */
export type SlowStep =
  | { readonly state: 'pending'; readonly ticket: Ticket; readonly pollAfterMs: number }
  | { readonly state: 'done'; readonly outcome: PluginOutcome };

/**
 * How a submission that must not happen twice is found again at the source. Between the call and the row that says that
 * it was made lies a moment in which the process can die; who comes next looks here instead of submitting again.
 */
export interface SubmissionRecovery {
  /** Milliseconds from the submission on. Not found by then: whether it happened stays unknown. */
  readonly lookForMs: number;
  readonly lookEveryMs: number;
  /**
   * The step that the submission under the context's reference led to; undefined when the source does not show it (yet).
   * @throws PluginError
   */
  find(indicator: Indicator, context: SlowPluginContext): Promise<SlowStep | undefined>;
}

/** A plugin whose answer takes longer than a request; it runs in the worker, one short step at a time. */
export interface SlowPlugin extends AnyPlugin {
  readonly manifest: PluginManifest & { readonly class: 'slow' | 'sandbox' };
  /** Total time from submission after which the answer is `error` with code `timeout`, in milliseconds. */
  readonly maxTotalMs: number;
  /** With it `submit` is called once at most, unless the source certainly did not take it. Without: after a crash again. */
  readonly recovery?: SubmissionRecovery;
  /** @throws PluginError */
  submit(indicator: Indicator, context: SlowPluginContext): Promise<SlowStep>;
  /** @throws PluginError */
  poll(indicator: Indicator, ticket: Ticket, context: SlowPluginContext): Promise<SlowStep>;
  /**
   * Tells the source that nobody waits any more, where it can be told.
   * @throws PluginError
   */
  cancel?(ticket: Ticket, context: SlowPluginContext): Promise<void>;
}

export type Plugin = FastPlugin | SlowPlugin;

export function isSlow(plugin: Plugin): plugin is SlowPlugin {
  return plugin.manifest.class === 'slow' || plugin.manifest.class === 'sandbox';
}
