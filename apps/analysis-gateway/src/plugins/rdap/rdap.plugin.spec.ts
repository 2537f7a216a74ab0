import { connect } from 'node:net';
import { Egress } from '@sentrybox/egress';
import { json, startFixtureServer } from '@sentrybox/testing';
import type { Indicator } from '../contract/plugin';
import { indicatorOf } from '../../../test/indicator-of';
import { PluginBench } from '../../../test/plugin-bench';
import { describeProvider } from '../../../test/provider-table';
import { rdap } from './rdap.plugin';

const indicator = indicatorOf('domain', 'www.evilname.com');
const directory = {
  description: 'RDAP bootstrap file for Domain Name System registrations',
  publication: '2026-05-01T00:00:00Z',
  services: [
    [['net'], ['https://rdap.other.example/']],
    [
      ['example', 'com'],
      ['http://rdap.registry.example/', 'https://rdap.registry.example/v1/'],
    ],
  ],
  version: '1.0',
};
const registration = (registered: string, over: object = {}) => ({
  objectClassName: 'domain',
  handle: 'EVIL',
  ldhName: 'EVILNAME.COM',
  status: ['client transfer prohibited'],
  events: [
    { eventAction: 'registration', eventDate: registered },
    { eventAction: 'expiration', eventDate: '2027-01-01T00:00:00Z' },
  ],
  entities: [{ objectClassName: 'entity', handle: '292', roles: ['registrar'], vcardArray: ['vcard', []] }],
  nameservers: [{ objectClassName: 'nameserver', ldhName: 'NS1.EVILNAME.COM' }],
  secureDNS: { delegationSigned: false },
  ...over,
});

const networks = {
  description: 'RDAP bootstrap file for IPv4 address allocations',
  services: [
    [['192.0.0.0/8', '93.0.0.0/8'], ['https://rdap.other.example/']],
    [
      ['93.184.0.0/16', 'no network'],
      ['http://rdap.registry.example/', 'https://rdap.registry.example/v1/'],
    ],
  ],
};
const networks6 = {
  description: 'RDAP bootstrap file for IPv6 address allocations',
  services: [[['2600::/12'], ['https://rdap.registry.example/v1/']]],
};
const email = ['email', {}, 'text', 'abuse@example.net'];
const network = (over: object = {}) => ({
  objectClassName: 'ip network',
  handle: 'NET-93-184-216-0-1',
  startAddress: '93.184.216.0',
  endAddress: '93.184.216.255',
  ipVersion: 'v4',
  name: 'EDGECAST-NETBLK-03',
  type: 'ASSIGNED PA',
  country: 'US',
  parentHandle: 'NET-93-0-0-0-0',
  status: ['active'],
  events: [{ eventAction: 'registration', eventDate: '2008-06-02T00:00:00Z' }],
  entities: [
    {
      objectClassName: 'entity',
      handle: 'HOLDER',
      roles: ['registrant'],
      entities: [
        { objectClassName: 'entity', roles: ['abuse'], vcardArray: ['vcard', [['fn', {}, 'text', 'x'], email]] },
      ],
    },
  ],
  ...over,
});

describeProvider(
  'rdap, asked for the directory of networks',
  {
    plugin: rdap,
    route: 'GET /rdap/ipv4.json',
    fixtures: [
      {
        name: 'an address that no registry has',
        document: 'RFC 9224, 5.1 "Bootstrap Service Registry for IPv4 Address Space"',
        indicator: indicatorOf('ip', '8.8.8.8'),
        body: networks,
        expected: { status: 'skipped' },
        essential: ['services'],
      },
    ],
  },
  () => undefined,
);

describeProvider(
  'rdap, asked for the directory',
  {
    plugin: rdap,
    route: 'GET /rdap/dns.json',
    fixtures: [
      {
        name: 'a registry without a server',
        document: 'RFC 9224, 4 "Domain Name RDAP Bootstrap Service Registry"',
        indicator: indicatorOf('domain', 'evil.org'),
        body: directory,
        expected: { status: 'skipped' },
        essential: ['services'],
      },
    ],
  },
  () => undefined,
);

/** The registry's name means this machine here, and nothing else is dialled. */
async function outcome(
  played: Parameters<PluginBench['server']['on']>[1],
  addresses = ['93.184.216.34'],
  asks: Indicator = indicator,
) {
  const registry = await startFixtureServer({
    'GET /rdap/dns.json': json(200, directory),
    'GET /rdap/ipv4.json': json(200, networks),
    'GET /rdap/ipv6.json': json(200, networks6),
  });
  registry.on('GET /v1/*', played);
  const egress = new Egress({
    isOffline: false,
    resolve: () => Promise.resolve(addresses),
    dial: (_options, callback) => {
      const socket = connect(registry.port, '127.0.0.1', () => {
        callback(null, socket);
      });
    },
  });
  const bench = await PluginBench.start(rdap(), { url: `${registry.url}/rdap` }, egress);
  try {
    return { outcome: await bench.outcome(asks), asked: registry.requests };
  } finally {
    await bench.close();
    await registry.close();
  }
}

describe('rdap, asked for a domain', () => {
  it.each([
    ['2026-05-13T10:00:00Z', 10, 'suspicious'],
    ['2010-05-23T10:00:00Z', 5_844, 'context'],
  ])('tells a domain registered at %s, %s days ago', async (registered, days, claim) => {
    const { outcome: found, asked } = await outcome(json(200, registration(registered)));
    expect(found).toMatchObject({
      status: 'ok',
      summary: { domain: 'evilname.com', age_days: days, registrar: '292', name_servers: ['ns1.evilname.com'] },
      evidence: [{ claim }],
    });
    expect(asked.map(({ path, headers }) => [path, headers.host])).toEqual([
      ['/rdap/dns.json', expect.stringMatching(/^127\.0\.0\.1:/)],
      ['/v1/domain/evilname.com', 'rdap.registry.example'],
    ]);
  });

  it('finds no domain that nobody registered', async () => {
    const body = { errorCode: 404, title: 'Not Found' };
    expect((await outcome(json(404, body))).outcome).toMatchObject({ status: 'not_found' });
  });

  it.each([
    [
      'another domain',
      json(200, registration('2020-01-01T00:00:00Z', { ldhName: 'OTHER.EXAMPLE' })),
      'invalid_response',
    ],
    [
      'a nameserver',
      json(200, registration('2020-01-01T00:00:00Z', { objectClassName: 'nameserver' })),
      'invalid_response',
    ],
    ['no events', json(200, registration('2020-01-01T00:00:00Z', { events: undefined })), 'invalid_response'],
    ['500', json(500, {}), 'upstream'],
  ])('takes %s for no answer', async (_what, played, code) => {
    await expect(outcome(played)).rejects.toMatchObject({ pluginCode: code });
  });

  it('G03 reaches no registry inside, whatever its name resolves to', async () => {
    await expect(outcome(json(200, {}), ['10.0.0.1'])).rejects.toMatchObject({ pluginCode: 'unreachable' });
  });
});

describe('rdap, asked for an address', () => {
  const anywhere = ['93.184.216.34'];

  it.each([
    ['93.184.216.34', '/rdap/ipv4.json', '/v1/ip/93.184.216.34', {}],
    [
      '2606:2800::1',
      '/rdap/ipv6.json',
      '/v1/ip/2606%3A2800%3A%3A1',
      { startAddress: '2606:2800::', endAddress: '2606:2800:ffff:ffff:ffff:ffff:ffff:ffff', ipVersion: 'v6' },
    ],
  ])('tells the network of %s, by the registry of the narrowest block', async (address, list, path, over) => {
    const { outcome: found, asked } = await outcome(json(200, network(over)), anywhere, indicatorOf('ip', address));
    expect(found).toMatchObject({
      status: 'ok',
      summary: {
        name: 'EDGECAST-NETBLK-03',
        country: 'US',
        holder: 'HOLDER',
        abuse_contact: 'abuse@example.net',
        registered_at: '2008-06-02T00:00:00.000Z',
      },
      evidence: [{ claim: 'context' }],
    });
    expect(asked.map((each) => each.path)).toEqual([list, path]);
    expect(asked[1]?.headers.host).toBe('rdap.registry.example');
  });

  it('finds no network that nobody holds', async () => {
    const { outcome: found } = await outcome(json(404, {}), anywhere, indicatorOf('ip', '93.184.216.34'));
    expect(found).toMatchObject({ status: 'not_found' });
  });

  it('misses nothing but what is decoration', async () => {
    const bare = { objectClassName: 'ip network', startAddress: '93.184.0.0', endAddress: '93.184.255.255' };
    const { outcome: found } = await outcome(json(200, bare), anywhere, indicatorOf('ip', '93.184.216.34'));
    expect(found).toMatchObject({ status: 'ok', summary: { network: '93.184.0.0–93.184.255.255' } });
  });

  it.each([
    ['another network', network({ startAddress: '93.184.217.0' })],
    ['a network of the other family', network({ startAddress: '2600::', endAddress: '26ff::' })],
    ['no address', network({ endAddress: 'everything' })],
    ['a network without an end', network({ endAddress: undefined })],
    ['a domain', network({ objectClassName: 'domain' })],
  ])('takes %s for no answer', async (_what, body) => {
    const answer = outcome(json(200, body), anywhere, indicatorOf('ip', '93.184.216.34'));
    await expect(answer).rejects.toMatchObject({ pluginCode: 'invalid_response' });
  });
});
