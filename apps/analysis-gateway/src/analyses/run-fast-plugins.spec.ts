import { systemClock } from '@sentrybox/observability';
import { contextWith, indicatorOf, teamId } from '../../test/indicator-of';
import { anAnswer, fastPlugin, held, unset } from '../../test/scripted-plugins';
import type { FastPlugin, PluginContext, PluginContexts, PluginOutcome } from '../plugins';
import { PluginError } from '../plugins';
import { runFastPlugins } from './run-fast-plugins';

const indicator = indicatorOf('ip', '1.1.1.1');
const contexts: Pick<PluginContexts, 'contextOf'> = { contextOf: (_configured, call) => contextWith(call) };
const run = (plugins: readonly FastPlugin[], deadlineMs: number) =>
  runFastPlugins(plugins.map(unset), indicator, { teamId, deadlineMs, contexts, clock: systemClock });

describe('G06 plugins side by side', () => {
  it('answers at the deadline although one hangs, and the others lose nothing', async () => {
    const hanging = held<PluginOutcome>();
    const startedAt = performance.now();

    const answers = await run(
      [
        fastPlugin('hangs', () => hanging.promise),
        fastPlugin('throws', () => Promise.reject(new PluginError('upstream', { message: 'Their fault.' }))),
        fastPlugin('breaks', () => {
          throw new TypeError('x is undefined');
        }),
        fastPlugin('good'),
      ],
      300,
    );

    const elapsedMs = performance.now() - startedAt;
    expect(elapsedMs).toBeGreaterThanOrEqual(295);
    expect(elapsedMs).toBeLessThan(500);
    expect(answers.map(({ result }) => [result.plugin, result.status, result.error?.code])).toEqual([
      ['hangs', 'error', 'timeout'],
      ['throws', 'error', 'upstream'],
      ['breaks', 'error', 'internal_error'],
      ['good', 'ok', undefined],
    ]);
    hanging.resolve(anAnswer);
  });

  it('promises what a plugin says after the deadline, be it an answer or a failure', async () => {
    const [good, bad] = [held<PluginOutcome>(), held<PluginOutcome>()];
    const answers = await run(
      [fastPlugin('good', () => good.promise), fastPlugin('bad', () => bad.promise), fastPlugin('quick')],
      50,
    );
    good.resolve(anAnswer);
    bad.reject(new PluginError('quota', { message: 'Used up.' }));

    expect(await answers[0]?.late).toMatchObject({ status: 'ok', summary: { seen: 1 } });
    expect(await answers[1]?.late).toMatchObject({ status: 'error', error: { code: 'quota' } });
    expect(answers[2]?.late).toBeUndefined();
  });

  it('does not wait for the deadline when all have answered', async () => {
    const startedAt = performance.now();
    await run([fastPlugin('a'), fastPlugin('b')], 30_000);

    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });

  it('hands each plugin its own time limit, which fires for one that listens', async () => {
    const seen: PluginContext[] = [];
    const listening = (context: PluginContext) => {
      seen.push(context);
      return new Promise<never>((_resolve, reject) => {
        context.signal.addEventListener('abort', () => {
          reject(new PluginError('timeout', { message: 'Too late.' }));
        });
      });
    };
    const [answer] = await run([fastPlugin('listens', listening, { deadlineMs: 40 })], 10_000);

    expect(seen[0]).toMatchObject({ teamId, timeoutMs: 40 });
    expect(answer).toMatchObject({ result: { error: { code: 'timeout', message: 'Too late.' } }, late: undefined });
  });

  it('has nothing to say without plugins', async () => {
    expect(await run([], 50)).toEqual([]);
  });
});
