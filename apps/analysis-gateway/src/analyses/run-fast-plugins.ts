import type { PluginResult } from '@sentrybox/contracts';
import type { Clock } from '@sentrybox/observability';
import type { FastPlugin, Indicator } from '../plugins';
import { failedResult, lateResult, resultOf } from './to-result';

/** What a fast plugin said in time, and the promise of what it says after the deadline, if it was not in time. */
export interface FastAnswer {
  readonly plugin: FastPlugin;
  readonly result: PluginResult;
  readonly late: Promise<PluginResult> | undefined;
}

/**
 * Runs the plugins side by side. Returns at the deadline at the latest: one that hangs costs the others nothing. Never
 * rejects; a plugin that throws has a result with status `error`.
 */
export function runFastPlugins(
  plugins: readonly FastPlugin[],
  indicator: Indicator,
  teamId: string,
  deadlineMs: number,
  clock: Clock,
): Promise<FastAnswer[]> {
  return Promise.all(
    plugins.map(async (plugin) => {
      const answer = runOne(plugin, indicator, teamId, clock);
      const result = await withinDeadline(answer, deadlineMs);
      return result === undefined
        ? { plugin, result: lateResult(plugin.manifest.name, deadlineMs), late: answer }
        : { plugin, result, late: undefined };
    }),
  );
}

async function runOne(plugin: FastPlugin, indicator: Indicator, teamId: string, clock: Clock): Promise<PluginResult> {
  const { name, deadlineMs } = plugin.manifest;
  const startedAt = clock.monotonicMs();
  // Not AbortSignal.timeout: that one goes off long after the answer, for nobody.
  const end = new AbortController();
  const timer = setTimeout(() => {
    end.abort(new DOMException('The plugin took too long.', 'TimeoutError'));
  }, deadlineMs);
  try {
    const outcome = await plugin.run(indicator, { teamId, timeoutMs: deadlineMs, signal: end.signal });
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
