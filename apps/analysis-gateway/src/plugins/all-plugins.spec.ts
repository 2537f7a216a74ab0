import fc from 'fast-check';
import type { IocType } from '@sentrybox/contracts';
import { canonicaliseIoc } from '@sentrybox/ioc';
import { json, raw } from '@sentrybox/testing';
import { PluginBench } from '../../test/plugin-bench';
import { isSlow } from './contract/plugin';
import type { Indicator, Plugin } from './contract/plugin';
import { platformPlugins } from './platform-plugins';
import { asksOutside } from './settings/all-settings';

const outside = platformPlugins.plugins.filter(({ manifest }) => asksOutside(manifest));
const overHttp = outside.filter(({ manifest }) => manifest.usesDns !== true);
const nameAndPlugin = (plugins: readonly Plugin[]) => plugins.map((plugin) => [plugin.manifest.name, plugin] as const);

const samples: Readonly<Record<IocType, fc.Arbitrary<string>>> = {
  ip: fc.oneof(fc.ipV4(), fc.ipV6()),
  domain: fc.domain(),
  url: fc.webUrl({ withQueryParameters: true, withFragments: true }),
  hash: fc
    .constantFrom(32, 40, 64)
    .chain((length) =>
      fc.string({ unit: fc.constantFrom('0', '1', '7', 'a', 'f'), minLength: length, maxLength: length }),
    ),
  email: fc.emailAddress(),
};
/** What a hole in canonicalisation could let through one day; the way out must not rely on it. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }),
  fc.constantFrom(
    '1.1.1.1/../../x?y=',
    '../users/me',
    'a#b',
    'a?b=c',
    'a&key=x',
    'a\r\nx-admin: 1',
    '%2e%2e%2f',
    '{id}',
  ),
);

const typed = (types: readonly IocType[]) => fc.constantFrom(...types).chain((iocType) => valueOf(iocType));
const valueOf = (iocType: IocType): fc.Arbitrary<Indicator> =>
  fc.oneof(
    samples[iocType]
      .map((text) => canonicaliseIoc(iocType, text))
      .filter((result) => result.ok)
      .map(({ type, value }) => ({ iocType, type, value })),
    hostile.map((value) => ({ iocType, type: hostileType[iocType], value })),
  );
const hostileType = { ip: 'ipv4', domain: 'domain', url: 'url', hash: 'sha256', email: 'email' } as const;

describe('every plugin that asks over HTTP', () => {
  it.each(nameAndPlugin(overHttp))(
    'G01 G02 %s: host, method and path are fixed, the indicator fills only its slot',
    async (_name, plugin) => {
      const bench = await PluginBench.start(plugin);
      for (const method of ['GET', 'POST']) bench.server.on(`${method} /*`, json(200, {}));
      const shapes = new Set<string>();
      await fc.assert(
        fc.asyncProperty(typed(plugin.manifest.indicatorTypes), async (indicator) => {
          const before = bench.server.requests.length;
          const started = isSlow(plugin)
            ? plugin.submit(indicator, bench.context())
            : plugin.run(indicator, bench.context());
          await started.catch(() => undefined);
          for (const request of bench.server.requests.slice(before)) {
            expect(request.headers.host).toBe(`127.0.0.1:${bench.server.port}`);
            expect(request.headers).not.toHaveProperty('x-admin');
            expect(request.path).not.toMatch(/\/\.{1,2}(?:\/|$)|[\r\n]/);
            const depth = request.path.split('/').length;
            const fixed = request.path.split('/').slice(0, -1).join('/');
            const parameters = Object.keys(request.query).sort().join(',');
            const form = request.body.startsWith('{')
              ? 'json'
              : [...new URLSearchParams(request.body).keys()].join(',');
            shapes.add([request.method, fixed, depth, parameters, form].join(' '));
          }
        }),
        { numRuns: 60 },
      );
      // One form of question per kind of indicator at most, whatever the values are.
      const { kinds, indicatorTypes } = plugin.manifest;
      expect(shapes.size).toBeLessThanOrEqual((kinds ?? indicatorTypes).length);
      await bench.close();
    },
  );

  it.each(nameAndPlugin(overHttp))('G03 %s dials nobody at its public address while offline', async (_name, plugin) => {
    const urls = Object.entries(plugin.manifest.settings).flatMap(([name, setting]) =>
      setting.kind === 'url' ? [[name, setting.default ?? 'http://198.51.100.7'] as const] : [],
    );
    const bench = await PluginBench.start(plugin, Object.fromEntries(urls));
    bench.server.on('GET /*', raw(200, ''));
    const indicator = fc.sample(typed(plugin.manifest.indicatorTypes.slice(0, 1)), { numRuns: 20, seed: 7 });
    const outcomes = await Promise.all(
      indicator.map((each) => {
        const asked = isSlow(plugin) ? plugin.submit(each, bench.context()) : plugin.run(each, bench.context());
        return asked.then(
          (outcome) =>
            'status' in outcome ? outcome.status : outcome.state === 'done' ? outcome.outcome.status : 'pending',
          (error: unknown) => (error as { pluginCode?: string }).pluginCode,
        );
      }),
    );
    expect(outcomes).toContain('offline');
    expect(outcomes.filter((each) => !['offline', 'rejected', 'skipped'].includes(each ?? ''))).toEqual([]);
    expect(bench.server.connectionCount()).toBe(0);
    await bench.close();
  });
});

describe('every plugin that asks over DNS', () => {
  it.each(nameAndPlugin(outside.filter(({ manifest }) => manifest.usesDns === true)))(
    'G02 %s: a value cannot reach beyond its own labels',
    async (_name, plugin) => {
      const bench = await PluginBench.start(plugin);
      if (isSlow(plugin)) throw new Error('None is slow.');
      await fc.assert(
        fc.asyncProperty(hostile, async (value) => {
          const [iocType] = plugin.manifest.indicatorTypes;
          if (iocType === undefined) return;
          const type = hostileType[iocType];
          await plugin.run({ iocType, type, value }, bench.context(500)).catch(() => undefined);
        }),
        { numRuns: 60 },
      );
      for (const question of bench.dns.questions) expect(question).toMatch(/^[A-Z]+ [a-z0-9_.-]+$/);
      await bench.close();
    },
  );
});

describe('every manifest', () => {
  const all = nameAndPlugin(platformPlugins.plugins);

  it('is one of at least twenty-nine, with every class among them', () => {
    expect(all.length).toBeGreaterThanOrEqual(29);
    expect(new Set(all.map(([, { manifest }]) => manifest.class))).toEqual(
      new Set(['local', 'fast', 'slow', 'sandbox']),
    );
  });

  it.each(all)(
    '%s lets nothing marked red leave, and cannot be told more than its class says',
    (_name, { manifest }) => {
      const { disclosure, maxTlp, knowsInternal } = manifest;
      if (disclosure === 'none' || knowsInternal === true) return;
      expect(['clear', 'green', 'amber']).toContain(maxTlp);
      if (disclosure === 'public') expect(maxTlp).toBe('clear');
    },
  );

  it.each(all)('%s asks only for documented, encrypted addresses', (_name, { manifest }) => {
    for (const setting of Object.values(manifest.settings)) {
      if (setting.kind === 'url' && setting.default !== undefined) expect(setting.default).toMatch(/^https:\/\/[^/]/);
    }
  });
});
