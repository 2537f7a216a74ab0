import { extract, ipScope } from '../src/index';
import { checkRows, found } from './found';

describe('IPv4 addresses', () => {
  checkRows([
    ['8.8.8.8', 'ipv4=8.8.8.8'],
    ['0.0.0.0'],
    ['255.255.255.255'],
    ['src=8.8.8.8 dst=9.9.9.9', 'ipv4=8.8.8.8', 'ipv4=9.9.9.9'],
    ['8.8.8.8.', 'ipv4=8.8.8.8'],
    ['(8.8.8.8)', 'ipv4=8.8.8.8'],
    ['8.8.8.8,9.9.9.9', 'ipv4=8.8.8.8', 'ipv4=9.9.9.9'],
    ['8.8.8.8;', 'ipv4=8.8.8.8'],
    ['ip:8.8.8.8', 'ipv4=8.8.8.8'],
    ['8.8.8.8 - - [10/Oct/2000:13:55:36 -0700]', 'ipv4=8.8.8.8'],
    ['8.8.8.8:443', 'ipv4_port=8.8.8.8:443', 'ipv4=8.8.8.8'],
    ['8.8.8.8[:]443', 'ipv4_port=8.8.8.8:443', 'ipv4=8.8.8.8'],
    ['8.8.8.8:65536', 'ipv4=8.8.8.8'],
    ['8.8.8.8:0', 'ipv4=8.8.8.8'],
    ['8.8.8.8: open', 'ipv4=8.8.8.8'],
    ['198.51.100.7', 'ipv4=198.51.100.7'],
  ]);
});

describe('near-misses of IPv4 addresses', () => {
  checkRows([
    ['1.2.3'],
    ['1.2.3.4.5'],
    ['1.3.6.1.4.1.311'],
    ['1.2.3.256'],
    ['01.2.3.4'],
    ['v1.2.3.4'],
    ['version 1.2.3.4'],
    ['Version: 8.8.8.8'],
    ['build 10.0.19041.1'],
    ['Chrome/72.0.3.119'],
    ['Firefox 91.0.2.1'],
    ['1.2.3.4-rc1'],
    ['1.2.3.4-beta'],
    ['lib-1.2.3.4'],
    ['OID 1.3.6.1'],
    ['section 8.8.8.8'],
    ['1.2.3.4a'],
    ['a1.2.3.4'],
  ]);

  it('reports a version number on request, with its flag', () => {
    expect(extract('version 8.8.8.8', { includeAmbiguous: true })).toMatchObject([
      { type: 'ipv4', value: '8.8.8.8', flags: ['version_like'], confidence: 0.2 },
    ]);
  });

  it('trusts the number of a heading little', () => {
    expect(extract('1.2.3.4 Introduction')[0]?.confidence).toBeLessThan(0.5);
    expect(extract('1.2.3.4 was seen')[0]?.confidence).toBeGreaterThan(0.8);
  });
});

describe('networks and ranges', () => {
  checkRows([
    ['203.0.113.0/24', 'cidr=203.0.113.0/24'],
    ['8.8.8.9/24', 'cidr=8.8.8.0/24'],
    ['8.8.8.0/24.', 'cidr=8.8.8.0/24'],
    ['8.8.8.0[/]24', 'cidr=8.8.8.0/24'],
    ['2001:4860::/32', 'cidr=2001:4860::/32'],
    ['8.8.8.1-8.8.8.20', 'ip_range=8.8.8.1-8.8.8.20'],
    ['8.8.8.1 - 8.8.8.20', 'ip_range=8.8.8.1-8.8.8.20'],
    ['8.8.8.1–8.8.8.20', 'ip_range=8.8.8.1-8.8.8.20'],
    ['8.8.8.1-20', 'ip_range=8.8.8.1-8.8.8.20'],
    ['8.8.8.20-8.8.8.1', 'ipv4=8.8.8.20', 'ipv4=8.8.8.1'],
    ['8.8.8.8/33', 'ipv4=8.8.8.8'],
    ['8.8.8.8 - 9.9.9.9', 'ipv4=8.8.8.8', 'ipv4=9.9.9.9'],
  ]);

  it('clears host bits and says so', () => {
    expect(extract('8.8.8.9/24')[0]?.flags).toEqual(['host_bits_set']);
  });
});

describe('IPv6 addresses', () => {
  checkRows([
    ['2001:4860:4860:0:0:0:0:8888', 'ipv6=2001:4860:4860::8888'],
    ['2001:4860:4860::8888', 'ipv6=2001:4860:4860::8888'],
    ['2001:4860:4860::8888.', 'ipv6=2001:4860:4860::8888'],
    ['[2001:4860:4860::8888]', 'ipv6=2001:4860:4860::8888'],
    ['[2001:4860:4860::8888]:53', 'ipv6_port=[2001:4860:4860::8888]:53', 'ipv6=2001:4860:4860::8888'],
    ['::ffff:8.8.8.8', 'ipv6=::ffff:8.8.8.8'],
    ['64:ff9b::8.8.8.8', 'ipv6=64:ff9b::808:808'],
    ['src 2001:4860:4860::8888, dst', 'ipv6=2001:4860:4860::8888'],
    ['2002:808:808::1', 'ipv6=2002:808:808::1'],
  ]);
});

describe('near-misses of IPv6 addresses', () => {
  checkRows([
    ['::'],
    ['::1'],
    ['fe80::1%eth0'],
    ['10:20:30'],
    ['12:34:56:78'],
    ['std::string'],
    ['dead::beef'],
    ['face::add(b)'],
    ['aa:bb:cc:dd:ee:ff:00:11'],
    ['aa:bb:cc:dd:ee:ff:00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd'],
    ['1:2:3'],
    ['2001:db8:::1'],
    ['12345::1'],
  ]);
});

describe('MAC addresses and autonomous systems', () => {
  checkRows([
    ['44:85:00:AA:BB:CC', 'mac=44:85:00:aa:bb:cc'],
    ['adapter 44:85:00:aa:bb:cc.', 'mac=44:85:00:aa:bb:cc'],
    ['44:85:00:aa:bb:cc: up', 'mac=44:85:00:aa:bb:cc'],
    ['44-85-00-aa-bb-cc', 'mac=44:85:00:aa:bb:cc'],
    ['4485.00aa.bbcc', 'mac=44:85:00:aa:bb:cc'],
    ['44:85:00:aa:bb'],
    ['44:85:00:aa:bb:cg'],
    ['44:85:00:aa:bb:cc:dd'],
    ['AS15169', 'asn=AS15169'],
    ['ASN 15169', 'asn=AS15169'],
    ['ASN: 15169', 'asn=AS15169'],
    ['ASN15169', 'asn=AS15169'],
    ['AS4294967295', 'asn=AS4294967295'],
    ['AS4294967296'],
    ['as 15169 users'],
    ['ASP15169'],
  ]);
});

describe('address scopes after RFC 6890', () => {
  it.each([
    ['8.8.8.8', 'public'],
    ['10.255.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['172.32.0.1', 'public'],
    ['192.168.0.1', 'private'],
    ['127.0.0.53', 'loopback'],
    ['169.254.169.254', 'link_local'],
    ['100.64.0.1', 'cgnat'],
    ['100.128.0.1', 'public'],
    ['192.0.2.1', 'documentation'],
    ['198.51.100.1', 'documentation'],
    ['203.0.113.1', 'documentation'],
    ['198.18.0.1', 'benchmarking'],
    ['224.0.0.1', 'multicast'],
    ['240.0.0.1', 'reserved'],
    ['255.255.255.255', 'broadcast'],
    ['0.0.0.0', 'unspecified'],
    ['0.1.2.3', 'this_network'],
    ['192.88.99.1', 'sixtofour'],
    ['2001:4860:4860::8888', 'public'],
    ['::1', 'loopback'],
    ['::', 'unspecified'],
    ['fe80::1%eth0', 'link_local'],
    ['fd00::1', 'unique_local'],
    ['ff02::1', 'multicast'],
    ['2001:db8::1', 'documentation'],
    ['2002::1', 'sixtofour'],
    ['2001::1', 'teredo'],
    ['64:ff9b::808:808', 'nat64'],
    ['100::1', 'discard'],
    ['4000::1', 'reserved'],
    ['::ffff:10.0.0.1', 'private'],
    ['evil.com', undefined],
    ['', undefined],
  ])('%s is %s', (address, scope) => {
    expect(ipScope(address)).toBe(scope);
  });

  it('reports addresses of other networks only on request', () => {
    const text =
      '10.0.0.1 127.0.0.1 169.254.1.1 100.64.0.1 fd00::1 fe80::1 192.168.1.1:80 10.0.0.0/8 http://10.0.0.1/a';
    expect(found(text)).toEqual([]);
    expect(extract(text, { includePrivate: true }).map((hit) => [hit.type, hit.flags[0]])).toEqual([
      ['ipv4', 'private'],
      ['ipv4', 'loopback'],
      ['ipv4', 'link_local'],
      ['ipv4', 'cgnat'],
      ['ipv6', 'unique_local'],
      ['ipv6', 'link_local'],
      ['ipv4_port', 'private'],
      ['ipv4', 'private'],
      ['cidr', 'private'],
      ['url', 'private'],
    ]);
  });
});
