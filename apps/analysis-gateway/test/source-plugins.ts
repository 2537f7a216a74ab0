import { request } from '@sentrybox/testing';
import type { HttpAnswer } from '@sentrybox/testing';
import type { FastPlugin, Plugin, SlowStep } from '../src/plugins';
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
    ...['taken', 'polled', 'done'].map((name) => sandbox(name, `${sourceUrl}/${name}`)),
  ];
}

/** Takes a submission under the reference that it is given, and can be asked for it. */
function sandbox(name: string, url: string): Plugin {
  return slowPlugin(name, () => Promise.reject(new Error('not used')), {
    submit: async (_indicator, { reference }) => await stepOf(request(`${url}/submit/${reference}`), reference),
    poll: async (_indicator, { reference }) => await stepOf(request(`${url}/poll/${String(reference)}`), reference),
    recovery: {
      lookForMs: 60_000,
      lookEveryMs: 50,
      find: async (_indicator, { reference }) => {
        const { status } = await request(`${url}/find/${reference}`);
        return status === 200 ? { state: 'pending', ticket: { reference }, pollAfterMs: 0 } : undefined;
      },
    },
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
