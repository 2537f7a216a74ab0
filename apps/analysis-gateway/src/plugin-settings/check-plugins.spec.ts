import type { WorkItem } from '@sentrybox/queue';
import { fastPlugin } from '../../test/scripted-plugins';
import type { Listing, PluginHealth, PluginRegistry } from '../plugins';
import { CheckPluginsWork } from './check-plugins.work';
import type { PluginTestService } from './plugin-test.service';

type Origin = 'default' | 'environment' | 'platform';

const listed = (name: string, origin: Origin, over: object = {}): Listing => ({
  plugin: fastPlugin(name, undefined, { class: 'fast', ...over }),
  settings: { values: {}, origins: { url: origin }, account: 'environment' },
  readiness: { isConfigured: true },
});

/** The names that were asked and those that were recorded, when each plugin answers with this error or none. */
async function checked(listings: readonly Listing[], code?: 'quota' | 'unauthorized') {
  const asked: string[] = [];
  const recorded: object[] = [];
  const registry = { list: () => Promise.resolve(listings) } as unknown as PluginRegistry; // all that is used
  const tests = {
    ask: (_teamId: string, { plugin }: Listing) => {
      asked.push(plugin.manifest.name);
      const error = code === undefined ? {} : { error: { code, message: '' } };
      return Promise.resolve({ result: error, isHealthy: code === undefined, checkedAt: new Date(0) });
    },
  } as unknown as PluginTestService;
  const health = { record: (row: object) => Promise.resolve(recorded.push(row)) } as unknown as PluginHealth;
  let isFinished = false;
  const item = {
    signal: new AbortController().signal,
    finish: () => {
      isFinished = true;
      return Promise.resolve();
    },
  } as unknown as WorkItem;
  await new CheckPluginsWork(registry, tests, health).run(item);
  expect(isFinished).toBe(true);
  return { asked, recorded };
}

describe('the scheduled check of plugins', () => {
  it('asks nobody as long as nobody has set anything, and no local plugin', async () => {
    const listings = [listed('untouched', 'default'), listed('local', 'platform', { class: 'local' })];

    expect((await checked(listings)).asked).toEqual([]);
  });

  it('records how those are that somebody set up', async () => {
    const { asked, recorded } = await checked([listed('a', 'environment'), listed('b', 'platform')]);

    expect(asked).toEqual(['a', 'b']);
    expect(recorded).toMatchObject([
      { plugin: 'a', isHealthy: true, errorCode: null },
      { plugin: 'b', isHealthy: true },
    ]);
  });

  it('holds a refused key against a plugin, and not that its quota is used up', async () => {
    const listings = [listed('a', 'environment')];

    expect((await checked(listings, 'unauthorized')).recorded).toMatchObject([
      { isHealthy: false, errorCode: 'unauthorized' },
    ]);
    expect((await checked(listings, 'quota')).recorded).toEqual([]);
  });
});
