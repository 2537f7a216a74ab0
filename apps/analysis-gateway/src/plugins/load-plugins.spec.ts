import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fakeClock } from '@sentrybox/testing';
import { fastPlugin } from '../../test/scripted-plugins';
import { loadPlugins } from './load-plugins';
import { platformPlugins, pluginVariables } from './platform-plugins';

describe('loading of plugins', () => {
  it('T10 leaves out alone what throws or has a manifest that is not right, and says why', async () => {
    const clock = fakeClock();
    const made = (...[name, over]: [string, Parameters<typeof fastPlugin>[2]?]) =>
      Promise.resolve(fastPlugin(name, undefined, over));
    const sources = {
      good: () => made('good'),
      throws: () => {
        throw new SyntaxError('Unexpected token');
      },
      rejects: () => Promise.reject(new Error('Cannot find module')),
      throws_nothing: () => {
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- what a broken plugin may do
        throw undefined;
      },
      misnamed: () => made('good'),
      too_strong: () => made('too_strong', { rules: { a: { when: 'Always.', claim: 'malicious', strength: 2 } } }),
      no_budget: () => made('no_budget', { deadlineMs: 0 }),
      Loud: () => made('Loud'),
      also_good: () => made('also_good'),
    };
    const { plugins, failures } = await loadPlugins(sources, clock);

    expect(plugins.map(({ manifest }) => manifest.name)).toEqual(['good', 'also_good']);
    expect(Object.fromEntries(failures.map(({ name, reason }) => [name, reason]))).toEqual({
      throws: 'It could not be loaded: Unexpected token',
      rejects: 'It could not be loaded: Cannot find module',
      throws_nothing: 'It could not be loaded: it threw something that is no error',
      misnamed: 'It could not be loaded: It calls itself good.',
      too_strong: expect.stringContaining('manifest.rules.a.strength: ') as string,
      no_budget: expect.stringContaining('manifest.deadlineMs: ') as string,
      Loud: expect.stringContaining('manifest.name: ') as string,
    });
    expect(failures.map(({ at }) => at)).toEqual(failures.map(() => clock.now()));
  });

  it('loses none of the platform’s own', async () => {
    expect((await platformPlugins()).failures).toEqual([]);
  });

  it('gives every variable one meaning', async () => {
    const declared = (await platformPlugins()).plugins.flatMap(({ manifest }) => manifest.name);
    expect(new Set(declared).size).toBe(declared.length);
    for (const [name, { isSecret }] of Object.entries(await pluginVariables())) {
      expect([name, isSecret]).toEqual([name, /_KEY$|_TOKEN$/.test(name)]);
    }
  });

  it('finds every key that a plugin takes handed on by docker compose', async () => {
    const compose = readFileSync(join(__dirname, '../../../../docker-compose.yml'), 'utf8');
    const keys = Object.entries(await pluginVariables()).filter(([, { isSecret }]) => isSecret);

    expect(keys.length).toBeGreaterThan(9);
    expect(keys.map(([name]) => name).filter((name) => !compose.includes(`${name}: \${${name}:-}`))).toEqual([]);
  });
});
