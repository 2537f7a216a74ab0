import type { DnsAnswer, DnsRecordType } from '@sentrybox/egress';
import type { Messages } from '@sentrybox/messaging';
import type { Clock } from '@sentrybox/observability';
import type { z } from 'zod';
import type { PluginError } from './plugin.errors';
import type { SettingsDefinition, SettingsOf } from './settings';

/** What a plugin may use for one question. */
export interface PluginContext<S extends SettingsDefinition = SettingsDefinition> {
  readonly teamId: string;
  /** Fires when the answer is no longer wanted. */
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** Values of this call: the team's, else the platform's, else the environment's, else the defaults. */
  readonly settings: SettingsOf<S>;
  readonly clock: Clock;
  /** The way out, to the addresses of the plugin's settings alone. */
  readonly provider: Provider;
  /** DNS, for plugins that say they use it. */
  readonly dns: DnsSource;
  /** The other services of the platform. */
  readonly messages: Pick<Messages, 'ask'>;
}

export interface SlowPluginContext<S extends SettingsDefinition = SettingsDefinition> extends PluginContext<S> {
  /** Names this piece of work, a UUID: the same in every attempt, never used for another. */
  readonly reference: string;
}

/** One request to a source. An indicator fills `slots`, `query`, `form` or `json` and nothing else (G02). */
export interface ProviderRequest {
  /** Default GET. */
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Setting of kind `url` that it goes to; default `url`. */
  readonly to?: string;
  /** Instead of `to`: base URL that a directory of the source named; for plugins that may reach any public host. */
  readonly at?: string;
  /** Below that URL, with a slash in front. `{name}` is filled from `slots`, encoded as one segment. */
  readonly path: string;
  readonly slots?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** At most one body: JSON, or form fields (`application/x-www-form-urlencoded`). */
  readonly json?: unknown;
  readonly form?: Readonly<Record<string, string>>;
  /** Statuses that are answers of the source's own; default 200. Every other is an error by its meaning in HTTP. */
  readonly answers?: readonly number[];
  /** Form of the answer; default `json`. */
  readonly expect?: 'json' | 'text';
  /** Header in which the source says when its window opens again, if not in Retry-After; whole seconds. */
  readonly resetHeader?: string;
}

export interface ProviderAnswer {
  readonly status: number;
  /** Parsed JSON, or text; undefined when an answer outside 2xx was no JSON. */
  readonly body: unknown;
}

/** DNS as a plugin asks it. */
export interface DnsSource {
  /**
   * @param parts of the name, each one or more whole labels
   * @throws PluginError also when the resolver refuses or fails, which says nothing about the name
   */
  query(parts: readonly string[], type: DnsRecordType): Promise<Exclude<DnsAnswer, { readonly status: 'failed' }>>;
}

/** A source as a plugin asks it. */
export interface Provider {
  /**
   * Asks once. Comes back with the statuses the request names; everything else is an error here, so that no plugin can
   * take it for an answer.
   * @throws PluginError
   */
  ask(request: ProviderRequest): Promise<ProviderAnswer>;
  /**
   * An answer in the documented form. What differs is reported as drift, with the path of the first field that does.
   * @throws PluginError `invalid_response`: never read as "nothing found"
   */
  read<T>(schema: z.ZodType<T>, body: unknown): T;
  /** For an answer that has its form and still cannot be: another object than the one asked for. Counts as drift. */
  notUnderstood(field: string): PluginError;
}
