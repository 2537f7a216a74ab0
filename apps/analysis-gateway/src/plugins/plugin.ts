import type { Evidence, Pap, IocType, Tlp } from '@sentrybox/contracts';
import type { IndicatorType } from '@sentrybox/ioc';

/** The indicator as every plugin sees it: validated and in its one spelling, never the raw text of the caller. */
export interface Indicator {
  readonly iocType: IocType;
  readonly type: IndicatorType;
  readonly value: string;
}

export interface PluginManifest {
  /** Lower snake case; the key under `results` and `pending`. */
  readonly name: string;
  readonly displayName: string;
  readonly version: string;
  readonly indicatorTypes: readonly IocType[];
  readonly class: 'local' | 'fast' | 'slow' | 'sandbox';
  /** Who learns of the indicator by the question. */
  readonly disclosure: 'none' | 'passive' | 'active' | 'public';
  /** The most restricted marking under which this plugin may still be asked. */
  readonly maxTlp: Tlp;
  readonly maxPap: Pap;
  readonly categories: readonly string[];
  /** How much an answer of this plugin weighs in coverage, Admiralty scale. */
  readonly reliability: Evidence['reliability'];
  /** Budget of one run (or of one submit or poll) in milliseconds; the request's own deadline may be shorter. */
  readonly deadlineMs: number;
}

/** What a plugin may use besides its own settings. */
export interface PluginContext {
  readonly teamId: string;
  /** Fires when the answer is no longer wanted. */
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
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

/** Whether the plugin has what it needs; `reason` names the missing setting, never its value. */
export type Readiness = { readonly isConfigured: true } | { readonly isConfigured: false; readonly reason: string };

/** A plugin that answers inside the request. */
export interface FastPlugin {
  readonly manifest: PluginManifest & { readonly class: 'local' | 'fast' };
  readiness(): Readiness;
  /** @throws PluginError */
  run(indicator: Indicator, context: PluginContext): Promise<PluginOutcome>;
}

/** How far a slow plugin has come. `ticket` is what `poll` needs to find the work again; it is stored, so no secrets. */
export type SlowStep =
  | { readonly state: 'pending'; readonly ticket: Readonly<Record<string, unknown>>; readonly pollAfterMs: number }
  | { readonly state: 'done'; readonly outcome: PluginOutcome };

export interface SlowPluginContext extends PluginContext {
  /** Names this piece of work, a UUID: the same in every attempt, never used for another. */
  readonly reference: string;
}

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
export interface SlowPlugin {
  readonly manifest: PluginManifest & { readonly class: 'slow' | 'sandbox' };
  readiness(): Readiness;
  /** Total time from submission after which the answer is `error` with code `timeout`, in milliseconds. */
  readonly maxTotalMs: number;
  /** With it `submit` is called once at most, unless the source certainly did not take it. Without: after a crash again. */
  readonly recovery?: SubmissionRecovery;
  /** @throws PluginError */
  submit(indicator: Indicator, context: SlowPluginContext): Promise<SlowStep>;
  /** @throws PluginError */
  poll(indicator: Indicator, ticket: Readonly<Record<string, unknown>>, context: SlowPluginContext): Promise<SlowStep>;
}

export type Plugin = FastPlugin | SlowPlugin;

export function isSlow(plugin: Plugin): plugin is SlowPlugin {
  return plugin.manifest.class === 'slow' || plugin.manifest.class === 'sandbox';
}
