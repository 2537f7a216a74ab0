import type { Indicator, SlowPlugin, SlowPluginContext, SlowStep, SubmissionRecovery } from '../plugins';
import { PluginError } from '../plugins';

/** The mark at a row that says since when its submission may have happened. */
export interface SubmissionMark {
  readonly since: Date | null;
  /** @returns false when somebody else had set it before */
  set(since: Date): Promise<boolean>;
  clear(since: Date): Promise<void>;
}

export interface OnceParts {
  readonly plugin: Pick<SlowPlugin, 'submit'>;
  readonly recovery: SubmissionRecovery;
  readonly indicator: Indicator;
  readonly context: SlowPluginContext;
  readonly mark: SubmissionMark;
  readonly now: () => Date;
}

/** Nothing was found yet; to be looked for again. */
export interface Searching {
  readonly state: 'searching';
  readonly pollAfterMs: number;
}

/**
 * Submits what must not be submitted twice. The mark is committed before the call; whoever finds it set, after a crash
 * or an answer that got lost, looks at the source for what the submission left there and never submits again.
 * @throws PluginError `uncertain` when the source has not shown it in time; the plugin's own errors
 */
export async function submitOnce(parts: OnceParts): Promise<SlowStep | Searching> {
  const { plugin, indicator, context, mark } = parts;
  const since = parts.now();
  if (mark.since !== null || !(await mark.set(since))) return await search(parts, mark.since ?? since);
  try {
    return await plugin.submit(indicator, context);
  } catch (error) {
    if (error instanceof PluginError && error.isWithoutEffect) await mark.clear(since);
    throw error;
  }
}

async function search(parts: OnceParts, since: Date): Promise<SlowStep | Searching> {
  const { recovery, indicator, context, now } = parts;
  const found = await recovery.find(indicator, context);
  if (found !== undefined) return found;
  if (now().getTime() - since.getTime() >= recovery.lookForMs) throw uncertainSubmission();
  return { state: 'searching', pollAfterMs: recovery.lookEveryMs };
}

export function uncertainSubmission(): PluginError {
  return new PluginError('uncertain', {
    message: 'It is not known whether the source took the submission, and a second one could be one too many.',
  });
}
