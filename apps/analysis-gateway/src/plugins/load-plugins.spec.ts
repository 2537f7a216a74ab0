import { fastPlugin } from '../../test/scripted-plugins';
import { loadPlugins } from './load-plugins';
import { platformPlugins, pluginVariables } from './platform-plugins';

describe('loading of plugins', () => {
  it('T10 leaves out alone what throws or has a manifest that is not right, and says why', () => {
    const { plugins, failures } = loadPlugins({
      good: () => fastPlugin('good'),
      throws: () => {
        throw new SyntaxError('Unexpected token');
      },
      throws_nothing: () => {
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- what a broken plugin may do
        throw undefined;
      },
      misnamed: () => fastPlugin('good'),
      too_strong: () =>
        fastPlugin('too_strong', undefined, { rules: { a: { when: 'Always.', claim: 'malicious', strength: 2 } } }),
      no_budget: () => fastPlugin('no_budget', undefined, { deadlineMs: 0 }),
      Loud: () => fastPlugin('Loud'),
      also_good: () => fastPlugin('also_good'),
    });

    expect(plugins.map(({ manifest }) => manifest.name)).toEqual(['good', 'also_good']);
    expect(Object.fromEntries(failures.map(({ name, reason }) => [name, reason]))).toEqual({
      throws: 'It could not be loaded: Unexpected token',
      throws_nothing: 'It could not be loaded: it threw something that is no error',
      misnamed: 'It could not be loaded: It calls itself good.',
      too_strong: expect.stringContaining('manifest.rules.a.strength: ') as string,
      no_budget: expect.stringContaining('manifest.deadlineMs: ') as string,
      Loud: expect.stringContaining('manifest.name: ') as string,
    });
  });

  it('loses none of the platform’s own', () => {
    expect(platformPlugins.failures).toEqual([]);
  });

  it('gives every variable one meaning', () => {
    const declared = platformPlugins.plugins.flatMap(({ manifest }) => manifest.name);
    expect(new Set(declared).size).toBe(declared.length);
    for (const [name, { isSecret }] of Object.entries(pluginVariables)) {
      expect([name, isSecret]).toEqual([name, /_KEY$|_TOKEN$/.test(name)]);
    }
  });
});
