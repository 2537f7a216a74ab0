import type { DnsPlay } from '@sentrybox/testing';
import { indicatorOf } from '../../../test/indicator-of';
import { PluginBench } from '../../../test/plugin-bench';
import { dnsRecords } from '../dns-records/dns-records.plugin';
import { teamCymru } from '../team-cymru/team-cymru.plugin';
import { dnsbl } from './dnsbl.plugin';

const ip = indicatorOf('ip', '192.88.99.4');
const domain = indicatorOf('domain', 'evilname.com');

const failures: readonly [DnsPlay, string, number][] = [
  ['SERVFAIL', 'upstream', 2_000],
  ['REFUSED', 'upstream', 2_000],
  ['silence', 'timeout', 200],
];

/** What the plugin makes of these answers; what nobody declared does not exist. */
async function withDns<T>(
  plugin: PluginBench['plugin'],
  plays: Record<string, DnsPlay>,
  use: (bench: PluginBench) => Promise<T>,
) {
  const bench = await PluginBench.start(plugin);
  bench.dns.on('*', 'NXDOMAIN');
  for (const [question, play] of Object.entries(plays)) bench.dns.on(question, play);
  try {
    return await use(bench);
  } finally {
    await bench.close();
  }
}

describe.each([
  ['dnsbl', dnsbl, ip],
  ['team_cymru', teamCymru, ip],
  ['dns_records', dnsRecords, domain],
])('%s', (_name, plugin, indicator) => {
  it.each(failures)('F08 %j is an error %s, never "no record"', async (play, code, timeoutMs) => {
    const failure = withDns(plugin(), { '*': play }, (bench) => bench.outcome(indicator, timeoutMs));
    await expect(failure).rejects.toMatchObject({ name: 'PluginError', pluginCode: code });
  });

  it('dials nobody while the installation is offline', async () => {
    const bench = await PluginBench.start(plugin(), { resolver: '9.9.9.9' });
    await expect(bench.outcome(indicator)).rejects.toMatchObject({ pluginCode: 'offline' });
    await bench.close();
  });

  it.each(['10.0.0.1', '127.0.0.1'])('skips %s', async (value) => {
    const bench = await PluginBench.start(plugin());
    const inside = { ...indicatorOf('ip', value), type: indicator.type };
    expect(await bench.outcome(inside)).toMatchObject({ status: 'skipped' });
    expect(bench.dns.questions).toEqual([]);
    await bench.close();
  });
});

describe('dnsbl', () => {
  const zen = 'A 4.99.88.192.zen.spamhaus.org';
  const outcome = (plays: Record<string, DnsPlay>, indicator = ip) =>
    withDns(dnsbl(), plays, (bench) => bench.outcome(indicator));

  it.each([
    ['127.0.0.2', 'suspicious', 0.6],
    ['127.0.0.4', 'malicious', 0.8],
    ['127.0.0.9', 'malicious', 0.7],
    ['127.0.0.10', 'context', 1],
  ])('reads %s of Spamhaus as %s %s', async (code, claim, strength) => {
    expect(await outcome({ [zen]: [code] })).toMatchObject({
      status: 'ok',
      summary: { listings: [{ list: 'zen.spamhaus.org', codes: [code] }], lists_refusing: [] },
      evidence: [{ claim, strength, lineage: 'spamhaus-zen', facts: [`Spamhaus ZEN lists it (${code}).`] }],
    });
  });

  it.each(['127.255.255.252', '127.255.255.254', '127.255.255.255'])(
    'never reads the error %s as a listing, and says which list refuses',
    async (code) => {
      expect(await outcome({ [zen]: [code] })).toMatchObject({
        status: 'not_found',
        summary: { lists_refusing: ['zen.spamhaus.org'] },
      });
    },
  );

  it('is an error where every list refuses: nobody was heard', async () => {
    await expect(outcome({ '*': ['127.255.255.254'] })).rejects.toMatchObject({ pluginCode: 'unauthorized' });
  });

  it('is not fooled by a resolver that has an answer for every name', async () => {
    await expect(outcome({ '*': ['203.0.113.7'] })).rejects.toMatchObject({ pluginCode: 'unauthorized' });
  });

  it.each([
    ['127.0.1.5', 'malicious'],
    ['127.0.1.2', 'suspicious'],
    ['127.0.1.104', 'suspicious'],
  ])('reads %s of the list of domains as %s', async (code, claim) => {
    const plays = { 'A evilname.com.dbl.spamhaus.org': [code] };
    expect(await outcome(plays, domain)).toMatchObject({ evidence: [{ claim }] });
  });

  it('never reads "an address asked in the list of domains" as a listing', async () => {
    const asked = outcome({ 'A evilname.com.dbl.spamhaus.org': ['127.0.1.255'] }, domain);
    await expect(asked).rejects.toMatchObject({ pluginCode: 'unauthorized' });
  });

  it('finds nothing on any list', async () => {
    expect(await outcome({})).toMatchObject({ status: 'not_found', summary: { listings: [] } });
  });
});

describe('team_cymru', () => {
  const question = 'TXT 4.99.88.192.origin.asn.cymru.com';
  const outcome = (plays: Record<string, DnsPlay>, indicator = ip) =>
    withDns(teamCymru(), plays, (bench) => bench.outcome(indicator));

  it('tells the network of an address', async () => {
    expect(await outcome({ [question]: ['15169 | 8.8.8.0/24 | US | arin | 2014-03-14'] })).toMatchObject({
      summary: { asns: [15_169], prefix: '8.8.8.0/24', country: 'US', registry: 'arin', allocated_on: '2014-03-14' },
      evidence: [{ claim: 'context', facts: ['AS15169 announces 8.8.8.0/24.'] }],
    });
  });

  it('knows an address that several announce, and one of version 6', async () => {
    expect(await outcome({ [question]: ['1 2 | 8.8.8.0/24 | US | arin | 2014-03-14'] })).toMatchObject({
      summary: { asns: [1, 2] },
    });
    const nibbles = '1.1.1.1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.7.4.6.0.6.2';
    const plays = { [`TXT ${nibbles}.origin6.asn.cymru.com`]: ['13335 | 2606:4700::/44 | US | arin | 2011-11-01'] };
    const v6 = indicatorOf('ip', '2606:4700::1111');
    expect(await outcome(plays, v6)).toMatchObject({ summary: { prefix: '2606:4700::/44' } });
  });

  it.each(['15169', 'AS15169 | x', '| | | |'])('takes %j for no answer', async (text) => {
    await expect(outcome({ [question]: [text] })).rejects.toMatchObject({ pluginCode: 'invalid_response' });
  });

  it('finds no network for an address that nobody announces', async () => {
    expect(await outcome({})).toMatchObject({ status: 'not_found' });
  });
});

describe('dns_records', () => {
  it('tells the records of a domain', async () => {
    const plays = {
      '*': [],
      'A evilname.com': ['192.0.2.1'],
      'MX evilname.com': ['10 mail.evilname.com'],
      'TXT evilname.com': ['v=spf1 -all'],
    };
    const outcome = await withDns(dnsRecords(), plays, (bench) =>
      bench.outcome(indicatorOf('email', 'a@evilname.com')),
    );
    expect(outcome).toMatchObject({
      summary: { a: ['192.0.2.1'], aaaa: [], mx: ['10 mail.evilname.com'], txt: ['v=spf1 -all'], has_spf: true },
      evidence: [{ claim: 'context', facts: ['The name has 3 records.'] }],
    });
  });

  it('keeps a name without records apart from no name', async () => {
    expect(await withDns(dnsRecords(), { '*': [] }, (bench) => bench.outcome(domain))).toMatchObject({ status: 'ok' });
    expect(await withDns(dnsRecords(), {}, (bench) => bench.outcome(domain))).toMatchObject({ status: 'not_found' });
  });
});
