import { startDnsFixture } from '@sentrybox/testing';
import type { DnsFixture, DnsPlay } from '@sentrybox/testing';
import { GuardedDns } from './guarded-dns';

describe('GuardedDns', () => {
  const dns = new GuardedDns({ isOffline: true });
  let server: DnsFixture;

  beforeEach(async () => {
    server = await startDnsFixture();
  });

  afterEach(() => server.close());

  const ask = (type: Parameters<GuardedDns['query']>[0]['type'], timeoutMs = 5_000) =>
    dns.query({ name: 'example.com', type, server: server.address, timeoutMs });

  it.each([
    ['A', ['192.0.2.1', '192.0.2.2']],
    ['AAAA', ['2001:db8:0:0:0:0:0:1']],
    ['TXT', ['v=spf1 -all']],
    ['MX', ['10 mail.example.com']],
    ['NS', ['ns1.example.com']],
    ['PTR', ['host.example.com']],
    ['CNAME', ['other.example.com']],
    ['SOA', ['ns1.example.com admin.example.com 1 2 3 4 5']],
    ['CAA', ['ca.example']],
  ] as const)('reads %s records %j', async (type, records) => {
    server.on(`${type} example.com`, records);
    const shown = { AAAA: ['2001:db8::1'], CAA: ['0 issue "ca.example"'] };
    expect(await ask(type)).toEqual({ status: 'answered', records: type in shown ? shown[type as 'CAA'] : records });
    expect(server.questions).toEqual([`${type} example.com`]);
  });

  it.each<[DnsPlay, object]>([
    ['NXDOMAIN', { status: 'no_name' }],
    [[], { status: 'no_data' }],
    ['SERVFAIL', { status: 'failed', rcode: 'SERVFAIL' }],
    ['REFUSED', { status: 'failed', rcode: 'REFUSED' }],
  ])('keeps %j apart from an answer', async (play, answer) => {
    server.on('*', play);
    expect(await ask('A')).toEqual(answer);
  });

  it('gives up in time, and when it is stopped', async () => {
    server.on('*', 'silence');
    await expect(ask('A', 200)).rejects.toMatchObject({ code: 'timeout' });
    const stop = new AbortController();
    const asked = dns.query({
      ...{ name: 'example.com', type: 'A', server: server.address },
      ...{ timeoutMs: 10_000, signal: stop.signal },
    });
    stop.abort(new Error('not wanted'));
    await expect(asked).rejects.toThrow('not wanted');
  });

  it('takes garbage for no answer', async () => {
    server.on('*', 'garbage');
    await expect(ask('A', 300)).rejects.toMatchObject({ name: 'EgressError' });
  });

  it.each([
    ['the system’s resolvers', undefined],
    ['a public one', '9.9.9.9'],
    ['a private one', '10.0.0.53:53'],
  ])('asks %s nothing while the installation is offline', async (_what, at) => {
    const asked = dns.query({ name: 'example.com', type: 'A', server: at, timeoutMs: 1_000 });
    await expect(asked).rejects.toMatchObject({ code: 'offline' });
  });

  it.each(['169.254.169.254', '0.0.0.0', '224.0.0.1:53'])('G03 never asks %s', async (at) => {
    const asked = new GuardedDns({ isOffline: false }).query({
      name: 'a.example',
      type: 'A',
      server: at,
      timeoutMs: 50,
    });
    await expect(asked).rejects.toMatchObject({ code: 'blocked' });
  });

  it.each(['dns.example', '1.2.3', '1.2.3.4:0', '1.2.3.4:99999', '[1.2.3.4', '1.2.3.4:53:53', ''])(
    'refuses %j as a server',
    async (at) => {
      const asked = dns.query({ name: 'example.com', type: 'A', server: at, timeoutMs: 50 });
      await expect(asked).rejects.toMatchObject({ code: 'invalid_request' });
    },
  );
});
