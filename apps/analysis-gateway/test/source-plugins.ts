import { request } from '@sentrybox/testing';
import type { HttpAnswer } from '@sentrybox/testing';
import type { FastPlugin, Plugin, SlowStep, SubmissionRecovery } from '../src/plugins';
import { PluginError } from '../src/plugins';
import { anAnswer, fastPlugin, slowPlugin } from './scripted-plugins';

/**
 * Plugins that ask a server which a spec plays: for gateways in processes of their own, which cannot share the spec's
 * variables.
 */
export function sourcePlugins(sourceUrl: string): Plugin[] {
  const fast = (name: string, over: Partial<FastPlugin['manifest']>) =>
    fastPlugin(name, async () => answerOf(await request(`${sourceUrl}/${name}`)), { class: 'fast', ...over });
  return [
    fast('herd', { cache: { hitSeconds: 3_600, missSeconds: 3_600 } }),
    fast('scarce', { quota: [{ limit: 4, perSeconds: 60, window: 'rolling' }] }),
    fast('unhurried', {}),
    ...['taken', 'polled', 'done'].map((name) => sandbox(name, `${sourceUrl}/${name}`, 60_000)),
    sandbox('recoverable', `${sourceUrl}/recoverable`, 2_000),
    sandbox('repeatable', `${sourceUrl}/repeatable`),
  ];
}

/**
 * Takes a submission under the reference that it is given.
 * @param lookForMs for how long it is asked for a submission that may be there; undefined: it cannot be asked
 */
function sandbox(name: string, url: string, lookForMs?: number): Plugin {
  const recovery: SubmissionRecovery = {
    lookForMs: lookForMs ?? 0,
    lookEveryMs: 50,
    find: async (_indicator, { reference }) => {
      const { status } = await request(`${url}/find/${reference}`);
      return status === 200 ? { state: 'pending', ticket: { reference }, pollAfterMs: 0 } : undefined;
    },
  };
  return slowPlugin(name, () => Promise.reject(new Error('not used')), {
    submit: async (_indicator, { reference }) => await stepOf(request(`${url}/submit/${reference}`), reference),
    poll: async (_indicator, { reference }) => await stepOf(request(`${url}/poll/${String(reference)}`), reference),
    maxTotalMs: 3_600_000, // so that none ends as a time-out, however often its worker dies
    ...(lookForMs !== undefined && { recovery }),
  });
}

async function stepOf(asking: Promise<HttpAnswer>, reference: unknown): Promise<SlowStep> {
  const { body } = await asking;
  return (body as { isDone: boolean }).isDone // the spec's own words
    ? { state: 'done', outcome: anAnswer }
    : { state: 'pending', ticket: { reference }, pollAfterMs: 50 };
}

function answerOf({ status }: HttpAnswer) {
  if (status === 429) throw new PluginError('quota', { message: 'Too many.' });
  return anAnswer;
}
