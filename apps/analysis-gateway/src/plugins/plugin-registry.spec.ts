import { papLevels, tlpLevels } from '@sentrybox/contracts';
import type { Pap, Tlp } from '@sentrybox/contracts';
import { fastPlugin, slowPlugin } from '../../test/scripted-plugins';
import { markingRefusal, PluginRegistry } from './plugin-registry';
import { toPluginView } from './plugin.view';

const never = () => Promise.reject(new Error('Nobody runs it here.'));
const unconfigured = {
  ...fastPlugin('locked', never),
  readiness: () => ({ isConfigured: false, reason: 'LOCKED_API_KEY is not set.' }) as const,
};
const registry = new PluginRegistry([
  slowPlugin('slow', never),
  fastPlugin('hashes', never, { indicatorTypes: ['hash'] }),
  unconfigured,
  fastPlugin('fast', never),
]);
const namesFor = (...query: Parameters<PluginRegistry['applicable']>) =>
  registry.applicable(...query).map(({ manifest }) => manifest.name);

describe('PluginRegistry', () => {
  it('refuses to start with two plugins of one name', () => {
    expect(() => new PluginRegistry([fastPlugin('a'), fastPlugin('a')])).toThrow('same name');
  });

  it('lists all by name, with what they lack', () => {
    expect(registry.list().map(toPluginView)).toMatchObject([
      { name: 'fast', enabled: true },
      { name: 'hashes', enabled: true },
      { name: 'locked', enabled: false, reason: 'LOCKED_API_KEY is not set.' },
      { name: 'slow', enabled: true, class: 'slow' },
    ]);
    expect(toPluginView({ plugin: fastPlugin('a'), readiness: { isConfigured: true } })).not.toHaveProperty('reason');
  });

  it('applies every configured plugin of the type when none is named', () => {
    expect(namesFor('ip', undefined)).toEqual(['fast', 'slow']);
    expect(namesFor('hash', undefined)).toEqual(['hashes']);
    expect(namesFor('email', undefined)).toEqual([]);
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
  ])('G11 skips silently what is unknown, unconfigured or for other types: %j', (wanted, names) => {
    expect(namesFor('ip', wanted)).toEqual(names);
  });
});

describe('markingRefusal', () => {
  const all = tlpLevels.flatMap((tlp) => papLevels.map((pap): [Tlp, Pap] => [tlp, pap]));

  it('lets a local plugin be asked under every marking', () => {
    expect(all.map(([tlp, pap]) => markingRefusal(fastPlugin('local'), tlp, pap))).toEqual(all.map(() => undefined));
  });

  it('keeps an outside source from what is marked above its limit, and from nothing else', () => {
    const outside = fastPlugin('outside', never, { maxTlp: 'amber', maxPap: 'green' });

    const allowed = all.filter(([tlp, pap]) => markingRefusal(outside, tlp, pap) === undefined);
    expect(allowed).toEqual(['clear', 'green', 'amber'].flatMap((tlp) => ['clear', 'green'].map((pap) => [tlp, pap])));
    expect(markingRefusal(outside, 'amber+strict', 'clear')).toBe('TLP:AMBER+STRICT forbids asking this source.');
    expect(markingRefusal(outside, 'clear', 'amber')).toBe('PAP:AMBER forbids asking this source.');
  });
});
