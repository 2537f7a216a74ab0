import type { PluginResult } from '@sentrybox/contracts';
import { uuidv7 } from '@sentrybox/database';
import type { Clock } from '@sentrybox/observability';
import { resultOf } from '../execution';
import type { Ask, FastPlugins, KeptAnswers } from '../execution';
import type { ConfiguredPlugin, FastPlugin, Indicator } from '../plugins';
import { isSlow, markingRefusal } from '../plugins';
import type { PluginRow } from './analyses.repository';

export interface Asked {
  readonly rows: readonly PluginRow[];
  /** Answers that were still on their way at the deadline. */
  readonly late: readonly Promise<PluginResult>[];
}

export interface AskingParts {
  readonly fast: FastPlugins;
  readonly kept: KeptAnswers;
  readonly clock: Clock;
}

/**
 * Asks every plugin that the markings allow: fast ones now, slow ones by a row for the worker, unless their answer is kept.
 * Those that may not be asked are skipped with the reason. A fast one whose turn at its provider has not come is
 * answered so now, and has a row for the worker too; so has one that is still on its way at the deadline, because this
 * process may end before it arrives.
 */
export async function askPlugins(
  plugins: readonly ConfiguredPlugin[],
  indicator: Indicator,
  ask: Ask,
  { fast, kept, clock }: AskingParts,
): Promise<Asked> {
  const submittedAt = clock.now();
  const refused = plugins.map((configured) => ({ configured, reason: markingRefusal(configured, ask.tlp, ask.pap) }));
  const allowed = refused.flatMap(({ configured, reason }) => (reason === undefined ? [configured] : []));
  const slow = allowed.filter(({ plugin }) => isSlow(plugin));
  const [answers, slowKept] = await Promise.all([
    fast.run(allowed.filter(isFast), indicator, ask),
    kept.find(slow, indicator, ask),
  ]);
  const rowOf = (configured: ConfiguredPlugin, result: PluginResult | null, isLate = false): PluginRow =>
    rowFor(configured, result, isLate, { submittedAt, now: clock.now() });
  return {
    rows: [
      ...answers.map(({ configured, result, late }) => rowOf(configured, result, late !== undefined)),
      ...slow.map((configured, index) => {
        const answer = slowKept[index];
        return rowOf(configured, answer === undefined ? null : kept.resultOf(answer));
      }),
      ...refused.flatMap(({ configured, reason }) =>
        reason === undefined
          ? []
          : [rowOf(configured, resultOf(configured.plugin.manifest.name, { status: 'skipped', reason }, 0))],
      ),
    ],
    late: answers.flatMap(({ late }) => (late === undefined ? [] : [late])),
  };
}

function rowFor(
  { plugin }: ConfiguredPlugin,
  result: PluginResult | null,
  isLate: boolean,
  { submittedAt, now }: { readonly submittedAt: Date; readonly now: Date },
): PluginRow {
  const isInLine = result !== null && comesLater(plugin.manifest.class, result);
  const isOpen = result === null || isInLine || isLate;
  return {
    plugin: plugin.manifest.name,
    isSlow: isSlow(plugin),
    reliability: plugin.manifest.reliability,
    workId: isSlow(plugin) || isOpen ? uuidv7() : null,
    submittedAt,
    finishedAt: result === null ? null : now,
    ticket: null,
    isOpen,
    waitsSince: isInLine ? submittedAt : null,
    result,
  };
}

/** The longest that a fast plugin's question stands in line. */
const longestWaitSeconds = 86_400;

// A source whose quota is used up is asked when its turn comes; the answer then takes the place of this result.
function comesLater(kind: ConfiguredPlugin['plugin']['manifest']['class'], { error }: PluginResult): boolean {
  if (kind !== 'fast' || error?.code !== 'quota') return false;
  return error.retry_after_seconds !== undefined && error.retry_after_seconds <= longestWaitSeconds;
}

function isFast(configured: ConfiguredPlugin): configured is ConfiguredPlugin<FastPlugin> {
  return !isSlow(configured.plugin);
}
