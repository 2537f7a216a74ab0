import { connect } from 'node:net';
import { Egress } from '@sentrybox/egress';
import { json, startFixtureServer } from '@sentrybox/testing';
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

describe('rdap, asked for a domain', () => {
  /** The registry's name means this machine here, and nothing else is dialled. */
  async function outcome(played: Parameters<PluginBench['server']['on']>[1], addresses = ['93.184.216.34']) {
    const registry = await startFixtureServer({ 'GET /rdap/dns.json': json(200, directory) });
    registry.on('GET /v1/domain/evilname.com', played);
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
      return { outcome: await bench.outcome(indicator), asked: registry.requests };
    } finally {
      await bench.close();
      await registry.close();
    }
  }

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
