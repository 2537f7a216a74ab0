import { papLevels, tlpLevels } from '@sentrybox/contracts';
import type { Pap, Tlp } from '@sentrybox/contracts';
import { fastPlugin, slowPlugin, unset } from '../../test/scripted-plugins';
import type { Plugin } from './contract/plugin';
import { markingRefusal, PluginRegistry } from './plugin-registry';
import { EnvironmentSettings } from './settings/environment-settings';

const never = () => Promise.reject(new Error('Nobody runs it here.'));
const settings = {
  api_key: { kind: 'secret', label: 'API key', description: 'Key.', isRequired: true },
} as const;
const registryOf = (...plugins: Plugin[]) =>
  new PluginRegistry({ plugins, failures: [], isOffline: true }, new EnvironmentSettings({}));
const registry = registryOf(
  slowPlugin('slow', never),
  fastPlugin('hashes', never, { indicatorTypes: ['hash'] }),
  fastPlugin('locked', never, { settings }),
  fastPlugin('fast', never),
);
const namesFor = async (type: 'ip' | 'hash' | 'email', wanted?: readonly string[]) =>
  (await registry.applicable('team', type, wanted)).map(({ plugin }) => plugin.manifest.name);

describe('PluginRegistry', () => {
  it('refuses to start with two plugins of one name', () => {
    expect(() => registryOf(fastPlugin('a'), fastPlugin('a'))).toThrow('same name');
  });

  it('lists all by name, with what they lack', async () => {
    expect((await registry.list('team')).map(({ plugin, readiness }) => [plugin.manifest.name, readiness])).toEqual([
      ['fast', { isConfigured: true }],
      ['hashes', { isConfigured: true }],
      ['locked', { isConfigured: false, reason: 'LOCKED_API_KEY is not set.' }],
      ['slow', { isConfigured: true }],
    ]);
  });

  it('applies every configured plugin of the type when none is named', async () => {
    expect(await namesFor('ip')).toEqual(['fast', 'slow']);
    expect(await namesFor('hash')).toEqual(['hashes']);
    expect(await namesFor('email')).toEqual([]);
  });

  it.each([
    [['fast'], ['fast']],
    [
      ['slow', 'fast', 'fast'],
      ['fast', 'slow'],
    ],
    [['fast', 'abuseipdb', '__proto__', 'constructor', ''], ['fast']],
    [['locked'], []],
    [['hashes'], []],
    [['FAST'], []],
    [[], []],
  ])('G11 skips silently what is unknown, unconfigured or for other types: %j', async (wanted, names) => {
    expect(await namesFor('ip', wanted)).toEqual(names);
  });
});

describe('markingRefusal', () => {
  const all = tlpLevels.flatMap((tlp) => papLevels.map((pap): [Tlp, Pap] => [tlp, pap]));

  it('lets a local plugin be asked under every marking', () => {
    const local = unset(fastPlugin('local'));
    expect(all.map(([tlp, pap]) => markingRefusal(local, tlp, pap))).toEqual(all.map(() => undefined));
  });

  it('keeps an outside source from what is marked above its limit, and from nothing else', () => {
    const outside = unset(fastPlugin('outside', never, { maxTlp: 'amber', maxPap: 'green' }));

    const allowed = all.filter(([tlp, pap]) => markingRefusal(outside, tlp, pap) === undefined);
    expect(allowed).toEqual(['clear', 'green', 'amber'].flatMap((tlp) => ['clear', 'green'].map((pap) => [tlp, pap])));
    expect(markingRefusal(outside, 'amber+strict', 'clear')).toBe('TLP:AMBER+STRICT forbids asking this source.');
    expect(markingRefusal(outside, 'clear', 'amber')).toBe('PAP:AMBER forbids asking this source.');
  });
});
