import type { PluginResult } from '@sentrybox/contracts';
import { pluginErrorCodeSchema } from '@sentrybox/contracts';
import { DomainError } from '@sentrybox/errors';
import type { PluginOutcome } from '../plugins';
import { PluginError } from '../plugins';

const nothing = {
  summary: {},
  evidence: [],
  observed_at: null,
  from_cache: false,
  age_seconds: 0,
  link: null,
};

/** A plugin's own answer in the form in which it is stored and sent. */
export function resultOf(plugin: string, outcome: PluginOutcome, durationMs: number): PluginResult {
  const base = { ...nothing, plugin, status: outcome.status, duration_ms: Math.round(durationMs) };
  switch (outcome.status) {
    case 'skipped':
      return { ...base, reason: outcome.reason };
    case 'not_found':
      return { ...base, summary: storable(outcome.summary), link: outcome.link };
    case 'ok':
      return {
        ...base,
        summary: storable(outcome.summary),
        evidence: storable([...outcome.evidence]),
        observed_at: outcome.observedAt,
        link: outcome.link,
      };
  }
}

// What a plugin takes from an indicator or a source can hold NUL or half a surrogate pair ("?a%00=1"), which jsonb
// refuses: one such character would cost the caller the whole analysis.
function storable<T extends object>(value: T): T {
  const text = JSON.stringify(value, (_name, part: unknown) =>
    typeof part === 'string' ? part.replace(/\0|\p{Surrogate}/gu, '\ufffd') : part,
  );
  return JSON.parse(text) as T; // its own copy, with other letters at most
}

/** What prevented an answer. An error that no plugin meant to throw says only that it failed. */
export function failedResult(plugin: string, error: unknown, durationMs: number): PluginResult {
  return { ...nothing, plugin, status: 'error', duration_ms: Math.round(durationMs), error: reasonOf(error) };
}

function reasonOf(error: unknown): NonNullable<PluginResult['error']> {
  if (!(error instanceof DomainError)) return { code: 'internal_error', message: 'The plugin failed.' };
  const code = error instanceof PluginError ? error.pluginCode : pluginErrorCodeSchema.safeParse(error.code).data;
  return {
    code: code ?? 'internal_error',
    message: code === undefined ? 'The plugin failed.' : error.message,
    ...(error.retryAfterSeconds === undefined ? {} : { retry_after_seconds: error.retryAfterSeconds }),
  };
}

/** The answer of a fast plugin that had not come by the request's deadline. */
export function lateResult(plugin: string, deadlineMs: number): PluginResult {
  const message = `No answer within ${String(deadlineMs)} ms.`;
  return { ...nothing, plugin, status: 'error', duration_ms: deadlineMs, error: { code: 'timeout', message } };
}
