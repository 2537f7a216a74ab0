import { Egress } from '@sentrybox/egress';
import { json } from '@sentrybox/testing';
import { PluginBench, secretCanary } from '../../../test/plugin-bench';
import { describeProvider } from '../../../test/provider-table';
import type { Indicator } from '../contract/plugin';
import { virustotal } from './virustotal.plugin';

const ip: Indicator = { iocType: 'ip', type: 'ipv4', value: '1.2.3.4' };
const document = 'VirusTotal API v3, "Get an IP address report"';
const ipPage = 'https://www.virustotal.com/gui/ip-address/1.2.3.4';

/** A report in the source's own shape, with fields that nobody here reads. */
function report(stats: object, extra: object = {}, type = 'ip_address') {
  return {
    data: {
      id: '1.2.3.4',
      type,
      links: { self: 'https://www.virustotal.com/api/v3/ip_addresses/1.2.3.4' },
      attributes: {
        last_analysis_stats: { malicious: 0, suspicious: 0, harmless: 60, undetected: 30, timeout: 0, ...stats },
        last_analysis_results: { Engine: { category: 'malicious', result: 'malware' } },
        last_analysis_date: 1_754_000_000,
        reputation: -5,
        tags: ['scanner'],
        as_owner: 'Example Hosting',
        asn: 65_000,
        country: 'NL',
        ...extra,
      },
    },
  };
}

const error = (code: string) => ({ error: { code, message: 'text that nobody shows' } });

describeProvider(
  'virustotal',
  {
    plugin: virustotal,
    route: 'GET /api/v3/*',
    own: [404],
    fixtures: [
      {
        name: 'a hit, with counts, date, link and weighted evidence',
        document,
        indicator: ip,
        body: report({ malicious: 12, suspicious: 1 }),
        expected: {
          status: 'ok',
          summary: { malicious: 12, suspicious: 1, harmless: 60, undetected: 30, engines: 103, reputation: -5 },
          evidence: [
            {
              claim: 'malicious',
              strength: 1,
              reliability: 'B',
              lineage: 'vt-engines',
              observed_at: '2025-07-31T22:13:20.000Z',
              facts: ['12 of 103 engines call it malicious, 1 suspicious.'],
              signals: [],
              reference: ipPage,
            },
          ],
          observedAt: '2025-07-31T22:13:20.000Z',
          link: ipPage,
        },
        essential: [
          'data',
          'data.type',
          'data.attributes.last_analysis_stats',
          'data.attributes.last_analysis_stats.malicious',
          'data.attributes.last_analysis_date',
        ],
      },
      ...(
        [
          [{ malicious: 10 }, 'malicious', 1],
          [{ malicious: 5 }, 'malicious', 0.85],
          [{ malicious: 3 }, 'malicious', 0.6],
          [{ malicious: 1 }, 'suspicious', 0.5],
          [{ suspicious: 2 }, 'suspicious', 0.3],
          [{}, 'context', 1],
        ] as const
      ).map(([stats, claim, strength]) => ({
        name: `${JSON.stringify(stats)} as ${claim}`,
        document,
        indicator: ip,
        body: report(stats),
        expected: { status: 'ok', evidence: [{ claim, strength }] },
      })),
      {
        name: 'an object that was never analysed',
        document,
        indicator: ip,
        body: report({ harmless: 0, undetected: 0 }, { last_analysis_date: undefined }),
        expected: { status: 'not_found', summary: { engines: 0 } },
      },
      {
        name: 'an unknown object, which is not found and never clean',
        document: 'VirusTotal API v3, "Errors"',
        indicator: ip,
        status: 404,
        body: error('NotFoundError'),
        expected: { status: 'not_found', summary: {}, link: null },
      },
      {
        name: 'decoration that changed its form',
        document,
        indicator: ip,
        body: report({}, { tags: 'scanner', asn: 'AS65000', reputation: null }),
        expected: { status: 'ok', summary: { engines: 90, country: 'NL' } },
      },
      {
        name: 'a file with the name that engines give it, cleaned',
        document: 'VirusTotal API v3, "Get a file report"',
        indicator: { iocType: 'hash', type: 'md5', value: 'd41d8cd98f00b204e9800998ecf8427e' },
        body: report(
          { malicious: 40 },
          {
            meaningful_name: `invoice\u202Efdp.exe ${'x'.repeat(300)}`,
            popular_threat_classification: { suggested_threat_label: 'trojan.emotet/\u0000heodo' },
          },
          'file',
        ),
        expected: {
          status: 'ok',
          summary: { name: expect.stringMatching(/^invoice fdp\.exe x+…$/) as unknown },
          evidence: [{ facts: [expect.any(String) as unknown, 'Engines name it trojan.emotet/ heodo.'] }],
        },
      },
    ],
  },
  (bench) => {
    it.each([
      ['a 404 of something else', json(404, { detail: 'Not Found' })],
      ['counters as text', json(200, report({ malicious: '9' }))],
      ['negative counters', json(200, report({ malicious: -9 }))],
      ['another kind of object', json(200, report({}, {}, 'domain'))],
    ])('takes %s for no answer', async (_what, answer) => {
      bench().server.on('GET /api/v3/*', answer);
      await expect(bench().outcome(ip)).rejects.toMatchObject({ pluginCode: 'invalid_response' });
    });

    it.each<[Indicator, string]>([
      [ip, '/api/v3/ip_addresses/1.2.3.4'],
      [{ iocType: 'ip', type: 'ipv6', value: '2606:4700::1111' }, '/api/v3/ip_addresses/2606%3A4700%3A%3A1111'],
      [{ iocType: 'domain', type: 'domain', value: 'evil.example' }, '/api/v3/domains/evil.example'],
      [
        { iocType: 'url', type: 'url', value: 'http://evil.example/?a=ÿ' },
        '/api/v3/urls/aHR0cDovL2V2aWwuZXhhbXBsZS8_YT3Dvw',
      ],
      [
        { iocType: 'hash', type: 'md5', value: 'd41d8cd98f00b204e9800998ecf8427e' },
        '/api/v3/files/d41d8cd98f00b204e9800998ecf8427e',
      ],
    ])('asks for %o under its own path, with the key', async (indicator, path) => {
      bench().server.on('GET /*', json(404, error('NotFoundError')));
      await bench().outcome(indicator);
      expect(bench().server.requests).toMatchObject([{ path, query: {}, headers: { 'x-apikey': secretCanary } }]);
    });

    it.each<Indicator>([
      { iocType: 'ip', type: 'ipv4', value: '192.168.1.100' },
      { iocType: 'ip', type: 'ipv6', value: '::1' },
      { iocType: 'url', type: 'url', value: 'http://10.0.0.1/admin' },
      { iocType: 'url', type: 'url', value: 'http://[fd00::1]/admin' },
      { iocType: 'hash', type: 'sha512', value: 'a'.repeat(128) },
    ])('skips $value without asking', async (indicator) => {
      expect(await bench().outcome(indicator)).toMatchObject({ status: 'skipped' });
      expect(bench().server.connectionCount()).toBe(0);
    });

    it.each(['.', '..', '', 'a\ud800'])('G02 refuses %j, which no path can carry', async (value) => {
      const failure = bench().outcome({ iocType: 'domain', type: 'domain', value });
      await expect(failure).rejects.toMatchObject({ pluginCode: 'rejected' });
      expect(bench().server.connectionCount()).toBe(0);
    });

    it('says unreachable where nobody listens', async () => {
      await bench().server.close();
      await expect(bench().outcome(ip)).rejects.toMatchObject({ pluginCode: 'unreachable' });
    });
  },
);

describe('virustotal at its public address', () => {
  const publicUrl = { url: 'https://www.virustotal.com/api/v3' };

  it('says offline, and dials nobody, where the public source may not be reached', async () => {
    const bench = await PluginBench.start(virustotal(), publicUrl);
    await expect(bench.outcome(ip)).rejects.toMatchObject({ pluginCode: 'offline', isRetryable: false });
    await bench.close();
  });

  it('G03 reaches no private address, whatever the name of the source resolves to', async () => {
    const refused: string[] = [];
    const hijacked = new Egress({
      isOffline: false,
      resolve: () => Promise.resolve(['127.0.0.1']),
      onBlocked: (profile, reason) => refused.push(`${profile} ${reason}`),
    });
    const bench = await PluginBench.start(virustotal(), publicUrl, hijacked);
    await expect(bench.outcome(ip)).rejects.toMatchObject({ name: 'PluginError', pluginCode: 'unreachable' });
    expect(refused).toEqual(['public loopback']);
    await bench.close();
  });
});
