import type { PluginResult } from '@sentrybox/contracts';
import type { Clock } from '@sentrybox/observability';
import type { ConfiguredPlugin, FastPlugin, Indicator, PluginContexts } from '../plugins';
import { failedResult, lateResult, resultOf } from './to-result';

/** What a fast plugin said in time, and the promise of what it says after the deadline, if it was not in time. */
export interface FastAnswer {
  readonly configured: ConfiguredPlugin<FastPlugin>;
  readonly result: PluginResult;
  readonly late: Promise<PluginResult> | undefined;
}

export interface FastRun {
  readonly teamId: string;
  readonly deadlineMs: number;
  readonly contexts: Pick<PluginContexts, 'contextOf'>;
  readonly clock: Clock;
}

/**
 * Runs the plugins side by side. Returns at the deadline at the latest: one that hangs costs the others nothing. Never
 * rejects; a plugin that throws has a result with status `error`.
 */
export function runFastPlugins(
  plugins: readonly ConfiguredPlugin<FastPlugin>[],
  indicator: Indicator,
  run: FastRun,
): Promise<FastAnswer[]> {
  return Promise.all(
    plugins.map(async (configured) => {
      const answer = runOne(configured, indicator, run);
      const result = await withinDeadline(answer, run.deadlineMs);
      return result === undefined
        ? { configured, result: lateResult(configured.plugin.manifest.name, run.deadlineMs), late: answer }
        : { configured, result, late: undefined };
    }),
  );
}

async function runOne(
  configured: ConfiguredPlugin<FastPlugin>,
  indicator: Indicator,
  { teamId, contexts, clock }: FastRun,
): Promise<PluginResult> {
  const { plugin } = configured;
  const { name, deadlineMs } = plugin.manifest;
  const startedAt = clock.monotonicMs();
  // Not AbortSignal.timeout: that one goes off long after the answer, for nobody.
  const end = new AbortController();
  const timer = setTimeout(() => {
    end.abort(new DOMException('The plugin took too long.', 'TimeoutError'));
  }, deadlineMs);
  try {
    const context = contexts.contextOf(configured, { teamId, timeoutMs: deadlineMs, signal: end.signal });
    const outcome = await plugin.run(indicator, context);
    return resultOf(name, outcome, clock.monotonicMs() - startedAt);
  } catch (error) {
    return failedResult(name, error, clock.monotonicMs() - startedAt);
  } finally {
    clearTimeout(timer);
  }
}

async function withinDeadline<T>(work: Promise<T>, deadlineMs: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => {
      resolve(undefined);
    }, deadlineMs);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
