import fc from 'fast-check';
import type { IocType } from '@sentrybox/contracts';
import { canonicaliseIoc } from '@sentrybox/ioc';
import { json, raw } from '@sentrybox/testing';
import type { FixtureServer } from '@sentrybox/testing';
import { PluginBench } from '../../test/plugin-bench';
import { isSlow } from './contract/plugin';
import type { Indicator, Plugin } from './contract/plugin';
import { platformPlugins } from './platform-plugins';
import { asksOutside } from './settings/all-settings';

jest.setTimeout(120_000);

let all: readonly Plugin[];
let outside: readonly Plugin[];
let overHttp: readonly Plugin[];

beforeAll(async () => {
  all = (await platformPlugins()).plugins;
  outside = all.filter(({ manifest }) => asksOutside(manifest));
  overHttp = outside.filter(({ manifest }) => manifest.usesDns !== true);
});

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

/** Values of the first type that the plugin takes. */
const samplesFor = ({ manifest }: Plugin) =>
  fc.sample(typed(manifest.indicatorTypes.slice(0, 1)), { numRuns: 20, seed: 7 });

const asked = (plugin: Plugin, indicator: Indicator, bench: PluginBench) =>
  isSlow(plugin) ? plugin.submit(indicator, bench.context()) : plugin.run(indicator, bench.context());

/** Everything of a request but the values that fill its slots. */
function shapeOf({ method, path, query, body }: FixtureServer['requests'][number]): string {
  const parts = path.split('/');
  const form = body.startsWith('{') ? 'json' : [...new URLSearchParams(body).keys()].join(',');
  return [method, parts.slice(0, -1).join('/'), parts.length, Object.keys(query).sort().join(','), form].join(' ');
}

describe('every plugin that asks over HTTP', () => {
  it('G01 G02 fixes host, method and path, and the indicator fills only its slot', async () => {
    for (const plugin of overHttp) {
      const bench = await PluginBench.start(plugin);
      for (const method of ['GET', 'POST']) bench.server.on(`${method} /*`, json(200, {}));
      const shapes = new Set<string>();
      await fc.assert(
        fc.asyncProperty(typed(plugin.manifest.indicatorTypes), async (indicator) => {
          const before = bench.server.requests.length;
          await asked(plugin, indicator, bench).catch(() => undefined);
          for (const request of bench.server.requests.slice(before)) {
            expect(request.headers.host).toBe(`127.0.0.1:${bench.server.port}`);
            expect(request.headers).not.toHaveProperty('x-admin');
            expect(request.path).not.toMatch(/\/\.{1,2}(?:\/|$)|[\r\n]/);
            shapes.add(shapeOf(request));
          }
        }),
        { numRuns: 60 },
      );
      // One form of question per kind of indicator at most, whatever the values are.
      const { name, kinds, indicatorTypes } = plugin.manifest;
      expect([name, shapes.size <= (kinds ?? indicatorTypes).length]).toEqual([name, true]);
      await bench.close();
    }
  });

  it('G03 dials nobody at its public address while offline', async () => {
    for (const plugin of overHttp) {
      const { name, settings } = plugin.manifest;
      const urls = Object.entries(settings).flatMap(([setting, definition]) =>
        definition.kind === 'url' ? [[setting, definition.default ?? 'http://198.51.100.7'] as const] : [],
      );
      const bench = await PluginBench.start(plugin, Object.fromEntries(urls));
      bench.server.on('GET /*', raw(200, ''));
      const outcomes = await Promise.all(
        samplesFor(plugin).map((indicator) =>
          asked(plugin, indicator, bench).then(
            (outcome) =>
              'status' in outcome ? outcome.status : outcome.state === 'done' ? outcome.outcome.status : 'pending',
            (error: unknown) => (error as { pluginCode?: string }).pluginCode,
          ),
        ),
      );
      const others = outcomes.filter((each) => !['offline', 'rejected', 'skipped'].includes(each ?? ''));
      expect([name, others, bench.server.connectionCount()]).toEqual([name, [], 0]);
      expect([name, outcomes]).toEqual([name, expect.arrayContaining(['offline'])]);
      await bench.close();
    }
  });
});

it('G02 in no plugin that asks over DNS a value reaches beyond its own labels', async () => {
  const overDns = outside.filter(({ manifest }) => manifest.usesDns === true);
  expect(overDns.length).toBeGreaterThan(0);
  for (const plugin of overDns) {
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
  }
});

/** Kinds of sources an analyst expects to find, as the list of plugins names them, with those that there must be of each. */
const families: Readonly<Record<string, readonly string[]>> = {
  reputation: ['virustotal', 'abuseipdb', 'greynoise', 'dnsbl', 'quad9', 'cloudflare_security', 'platform_intel'],
  malware: ['urlhaus', 'threatfox', 'malwarebazaar', 'hashlookup', 'hybrid_analysis', 'joe_sandbox', 'cape'],
  exposure: ['shodan', 'internetdb'],
  network: ['ip_context', 'mmdb', 'team_cymru'],
  anonymity: ['tor_exits'],
  dns: ['dns_records', 'dnsbl', 'quad9', 'cloudflare_security', 'team_cymru'],
  registration: ['rdap'],
  certificates: ['crt_sh'],
  phishing: ['urlscan'],
  brand: ['lookalikes'],
  lexical: ['domain_anatomy', 'url_anatomy'],
  known_good: ['warninglists', 'hashlookup'],
  threat_intelligence: ['platform_intel', 'misp'],
  sandbox: ['urlscan', 'joe_sandbox', 'hybrid_analysis', 'cape'],
  context: ['hash_context', 'ip_context', 'rdap', 'shodan'],
};

describe('the plugins together', () => {
  it.each(Object.entries(families))('have the family %s', (family, names) => {
    const members = all.filter(({ manifest }) => manifest.categories.includes(family));
    expect(members.map(({ manifest }) => manifest.name)).toEqual(expect.arrayContaining([...names]));
  });

  it('belong to no other family, and each to one at least', () => {
    const strays = all.filter(
      ({ manifest: { categories } }) => categories.length === 0 || categories.some((each) => !(each in families)),
    );
    expect(strays.map(({ manifest }) => manifest.name)).toEqual([]);
  });

  it.each(Object.keys(samples))(
    'can be asked about a value of type %s in the request and outside the platform',
    (type) => {
      const asking = all.filter(({ manifest }) => manifest.indicatorTypes.some((each) => each === type));
      expect(asking.filter((plugin) => !isSlow(plugin)).length).toBeGreaterThan(2);
      expect(asking.filter(({ manifest }) => asksOutside(manifest)).length).toBeGreaterThan(0);
    },
  );

  it('are at least thirty, with every class among them', () => {
    expect(all.length).toBeGreaterThanOrEqual(30);
    expect(new Set(all.map(({ manifest }) => manifest.class))).toEqual(new Set(['local', 'fast', 'slow', 'sandbox']));
  });
});

describe('every manifest', () => {
  it('lets nothing marked red leave, and cannot be told more than its class says', () => {
    for (const { manifest } of all) {
      const { name, disclosure, maxTlp, knowsInternal } = manifest;
      if (disclosure === 'none' || knowsInternal === true) continue;
      expect([name, disclosure === 'public' ? ['clear'] : ['clear', 'green', 'amber']]).toEqual([
        name,
        expect.arrayContaining([maxTlp]),
      ]);
    }
  });

  it('names only documented, encrypted addresses', () => {
    for (const { manifest } of all) {
      for (const setting of Object.values(manifest.settings)) {
        if (setting.kind !== 'url' || setting.default === undefined) continue;
        expect([manifest.name, setting.default]).toEqual([
          manifest.name,
          expect.stringMatching(/^https:\/\/[^/]/) as string,
        ]);
      }
    }
  });
});
