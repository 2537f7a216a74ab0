import { extract, extractGrouped, ExtractOptionsError } from '../../src/index';
import type { ExtractOptions } from '../../src/index';
import { MD5, SHA1, SHA256 } from './digests';
import { shown, shownHits } from './rows';

describe('extractGrouped', () => {
  it('answers the example of the interface', () => {
    expect(extractGrouped('contacted 1.2.3.4 and evil.com')).toEqual({ ip: ['1.2.3.4'], domain: ['evil.com'] });
  });

  it('has no key for a type that does not occur', () => {
    expect(Object.keys(extractGrouped('nothing here'))).toEqual([]);
    expect(Object.keys(extractGrouped(`only ${MD5}`))).toEqual(['hash']);
  });

  it('keeps the order of appearance and names each value once', () => {
    expect(
      extractGrouped('b-host.top a-host.top b-host.top B-HOST[.]top 203.0.113.9 203.0.113.7 203[.]0.113.9'),
    ).toEqual({
      domain: ['b-host.top', 'a-host.top'],
      ip: ['203.0.113.9', '203.0.113.7'],
    });
  });

  it('puts all digests under hash and both address families under ip', () => {
    expect(extractGrouped(`${SHA256} ${MD5} 2001:db8::1 ${SHA1} 203.0.113.7`)).toEqual({
      hash: [SHA256, MD5, SHA1],
      ip: ['2001:db8::1', '203.0.113.7'],
    });
  });

  it('names URL and e-mail address without their domains', () => {
    expect(extractGrouped('http://parcel-track.top/a ops@bank-verify.net')).toEqual({
      url: ['http://parcel-track.top/a'],
      email: ['ops@bank-verify.net'],
    });
  });

  it('names the address of an address with port', () => {
    expect(extractGrouped('203.0.113.7:8443')).toEqual({ ip: ['203.0.113.7'] });
  });

  it('leaves other types out', () => {
    expect(extractGrouped('CVE-2026-31337 AS64511 T1059 sync.exe 203.0.113.0/24')).toEqual({});
  });

  it.each([
    '10.0.0.1',
    '10.0.0.1:80',
    '::ffff:10.0.0.1',
    '::ffff:a00:1',
    '0:0:0:0:0:ffff:a00:1',
    '[::ffff:10.0.0.1]:80',
    '10[.]0[.]0[.]1',
    '10,0,0,1',
    'http://10.0.0.1/',
    'http://167772161/',
    'http://0x0a000001/',
    'http://012.0.0.1/',
    'http://10.1/',
    'http://[::ffff:10.0.0.1]/',
    'http://[::ffff:a00:1]:8080/',
    'http://①⓪.0.0.1/',
    'http://10。0。0。1/',
    '１０.0.0.1',
    '127.0.0.1',
    '::1',
    'http://localhost/',
    'http://127.1/',
    'fe80::1%25eth0',
    'fd00::1',
    'http://[fd00::1]/',
    '169.254.169.254',
    'http://169.254.169.254/latest/meta-data/',
    '0.0.0.0',
  ])('G05 leaves the private address %s out', (text) => {
    expect(extractGrouped(`call ${text} now`)).toEqual({});
  });

  it('leaves ambiguous file names out', () => {
    expect(extractGrouped('readme.md setup.py invoice.zip main.rs')).toEqual({});
  });
});

describe('options of extract', () => {
  const text = `10.0.0.1 http://parcel-track.top/a ops@bank-verify.net ${MD5} setup.py 203.0.113.7 203.0.113.7`;

  it('reports only the types asked for', () => {
    expect(shownHits(text, { types: ['md5', 'email'] })).toEqual(['email ops@bank-verify.net', `md5 ${MD5}`]);
    expect(shownHits(text, { types: [] })).toEqual([]);
  });

  it('reports private addresses with their flag when asked', () => {
    const [hit] = extract('10.0.0.1', { includePrivate: true });
    expect(hit).toMatchObject({ type: 'ipv4', value: '10.0.0.1', flags: ['private'] });
    expect(extract('http://10.0.0.1/x', { includePrivate: true }).map(shown)).toEqual(['url http://10.0.0.1/x']);
  });

  it('reports ambiguous names when asked', () => {
    const hits = extract('setup.py', { includeAmbiguous: true });
    expect(hits.map(shown).sort()).toEqual(['domain setup.py', 'file_name setup.py']);
    for (const hit of hits) expect(hit.flags).toContain('ambiguous_filename');
  });

  it('derives hosts when asked and says from what', () => {
    const hits = extract('http://parcel-track.top/a ops@bank-verify.net', { derived: true });
    expect(hits.map(shown).sort()).toEqual([
      'domain bank-verify.net',
      'domain parcel-track.top',
      'email ops@bank-verify.net',
      'url http://parcel-track.top/a',
    ]);
    expect(hits.find((hit) => hit.value === 'bank-verify.net')?.derivedFrom).toEqual({
      type: 'email',
      value: 'ops@bank-verify.net',
    });
  });

  it('derives the address of a URL', () => {
    expect(shownHits('http://203.0.113.7/a', { derived: true }).sort()).toEqual([
      'ipv4 203.0.113.7',
      'url http://203.0.113.7/a',
    ]);
  });

  it('derives no private address', () => {
    expect(shownHits('http://10.0.0.1/a', { derived: true })).toEqual([]);
  });

  it('repeats a value unless told not to', () => {
    expect(shownHits('203.0.113.7 203[.]0.113.7')).toHaveLength(2);
    expect(shownHits('203.0.113.7 203[.]0.113.7', { deduplicate: true })).toHaveLength(1);
  });

  it.each<readonly [unknown, string]>([
    [null, 'options'],
    ['all', 'options'],
    [{ kinds: [] }, 'kinds'],
    [{ types: 'ip' }, 'types'],
    [{ types: ['ip'] }, 'types'],
    [{ types: [1] }, 'types'],
    [{ derived: 'yes' }, 'derived'],
    [{ includePrivate: 1 }, 'includePrivate'],
    [{ deduplicate: null }, 'deduplicate'],
  ])('refuses %j and names %s', (options, option) => {
    let thrown: unknown;
    try {
      extract('x', options as ExtractOptions);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(ExtractOptionsError);
    expect(thrown).toMatchObject({ option });
  });
});

describe('flags', () => {
  it.each([
    ['203.0.113.7', 'documentation'],
    ['224.0.0.251', 'multicast'],
    ['198.18.0.1', 'benchmarking'],
    ['2002:cb00:7107::1', 'sixtofour'],
    ['2001:0:cb00:7107::1', 'teredo'],
    ['64:ff9b::203.0.113.7', 'nat64'],
    ['bücher-shop.de', 'idn'],
    ['xn--bcher-shop-9db.de', 'idn'],
    ['раураl.com', 'mixed_script'],
    ['аррӏе.com', 'homoglyph'],
    ['_dmarc.parcel-track.top', 'underscore'],
    ['parcel-track.eth', 'alternative_root'],
    ['parcel-track.bit', 'alternative_root'],
    ['http://bob:pw@parcel-track.top/', 'credentials'],
    ['http://3405803783/', 'obfuscated_host'],
    ['parcel-track[.]top/x', 'scheme_assumed'],
    ['203.0.113.9/24', 'host_bits_set'],
    ['2001:db8::1%eth0', 'zone_id'],
    ['0xfb6916095ca1df60bb79ce92ce3ea74c37c5d359', 'checksum_absent'],
  ])('%s has the flag %s', (text, flag) => {
    expect(extract(text).flatMap((hit) => hit.flags)).toContain(flag);
  });

  it('an ordinary name has none', () => {
    expect(extract('parcel-track.top 45.77.13.201').map((hit) => hit.flags)).toEqual([[], []]);
  });
});
