import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { builtInLists } from '../built-in-lists';
import { candidatesOf } from './candidates';
import { ListIndex } from './list-index';
import type { WarninglistSource } from './list-index';

function list(over: Partial<WarninglistSource>): ListIndex {
  const index = new ListIndex();
  const source: WarninglistSource = {
    name: 'list',
    description: '',
    matchType: 'string',
    attributes: [],
    signal: 'known_false_positive',
    entries: [],
    ...over,
  };
  index.add(source);
  return index;
}

const byte = fc.integer({ min: 0, max: 255 });

const match = (index: ListIndex, type: string, value: string) => index.match(candidatesOf(type, value)).at(0);

describe('a value is found as by comparing it with every entry', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '.', 'é'), minLength: 1, maxLength: 14 });

  it('parts', () => {
    fc.assert(
      fc.property(fc.array(letters, { minLength: 1, maxLength: 12 }), letters, (entries, value) => {
        const found = match(list({ matchType: 'substring', entries }), 'text', value);
        expect(found !== undefined).toBe(entries.some((entry) => value.includes(entry)));
      }),
    );
  });

  it('names', () => {
    const name = fc
      .array(fc.constantFrom('a', 'b', 'ab'), { minLength: 1, maxLength: 4 })
      .map((each) => each.join('.'));
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 8 }), name, (entries, value) => {
        const found = match(list({ matchType: 'hostname', entries }), 'domain', value);
        const expected = entries.filter((entry) => value === entry || value.endsWith(`.${entry}`));
        expect(found?.entry).toBe(expected.sort((a, b) => b.length - a.length)[0]);
      }),
    );
  });

  it('networks, also the one around everything', () => {
    const address = fc.tuple(byte, byte, byte, byte).map((octets) => octets.join('.'));
    const network = fc.tuple(address, fc.integer({ min: 0, max: 32 }));
    fc.assert(
      fc.property(fc.array(network, { minLength: 1, maxLength: 8 }), address, (networks, value) => {
        const entries = networks.map(([of, bits]) => `${of}/${bits}`);
        const found = match(list({ matchType: 'cidr', entries }), 'ipv4', value);
        const around = networks.filter(([of, bits]) => ipaddr.IPv4.parse(value).match(ipaddr.IPv4.parse(of), bits));
        const narrowest = Math.max(...around.map(([, bits]) => bits));
        const shown = narrowest === 32 ? value : new RegExp(`/${narrowest}$`);
        if (around.length === 0) expect(found).toBeUndefined();
        else expect(found?.entry).toEqual(narrowest === 32 ? shown : expect.stringMatching(shown));
      }),
    );
  });
});

describe('a list in the index', () => {
  const networks = list({ matchType: 'cidr', entries: ['10.0.0.0/8', '10.1.0.0/16', '192.0.2.7', '2001:db8::/33'] });

  it.each([
    ['ipv4', '10.2.3.4', '10.0.0.0/8'],
    ['ipv4', '10.1.3.4', '10.1.0.0/16'],
    ['ipv4', '192.0.2.7', '192.0.2.7'],
    ['ipv6', '2001:db8:7fff::1', '2001:db8::/33'],
    ['url', 'http://10.9.9.9/x', '10.0.0.0/8'],
  ])('finds the narrowest network around %s %s', (type, value, entry) => {
    expect(match(networks, type, value)?.entry).toBe(entry);
  });

  it.each([
    ['ipv4', '11.0.0.1'],
    ['ipv4', '192.0.2.8'],
    ['ipv6', '2001:db8:8000::1'],
    ['domain', '10.com'],
  ])('does not find %s %s in any network', (type, value) => {
    expect(match(networks, type, value)).toBeUndefined();
  });

  it('matches a host name and everything below it, but not a name that merely ends alike', () => {
    const names = list({ matchType: 'hostname', entries: ['.Example.com'] });

    expect(match(names, 'domain', 'www.example.com')?.entry).toBe('example.com');
    expect(match(names, 'domain', 'notexample.com')).toBeUndefined();
    expect(match(names, 'domain', 'com')).toBeUndefined();
  });

  it('keeps to the kinds of value that the list is about', () => {
    const hashes = list({ attributes: ['sha256'], entries: ['aa'] });

    expect(match(hashes, 'md5', 'aa')).toBeUndefined();
    expect(match(hashes, 'sha256', 'aa')?.entry).toBe('aa');
  });

  it('does not take a page for known good because its host is', () => {
    const names = list({ matchType: 'hostname', entries: ['github.com'] });

    expect(match(names, 'domain', 'github.com')?.signal).toBe('known_false_positive');
    expect(match(names, 'url', 'https://github.com/evil/payload')?.signal).toBe('shared_infrastructure');
  });

  it.each([
    ['url', 'https://evil.example/x.github.com'],
    ['url', 'https://github.com.evil.example/'],
    ['url', 'https://github.com@evil.example/'],
    ['email', 'somebody@x.evil.example'],
    ['email', '"x.github.com"@evil.example'],
  ])('G01 does not take %s %s for a well-known host by a name written into it', (type, value) => {
    const names = list({ matchType: 'hostname', entries: ['github.com'], attributes: ['url', 'domain', 'email-src'] });

    expect(match(names, type, value)).toBeUndefined();
  });

  it.each([
    ['url', 'https://a.github.com/x', ['url'], 'github.com'],
    ['email', 'somebody@a.github.com', ['email-src'], 'github.com'],
    ['email', 'somebody@github.com', [], 'github.com'],
  ])('looks at the host of a %s when the list is about such values', (type, value, attributes, entry) => {
    const names = list({ matchType: 'hostname', entries: ['github.com'], attributes });

    expect(match(names, type, value)).toMatchObject({ entry, signal: 'shared_infrastructure' });
  });

  it.each([
    '10.0.0.0/',
    '10.0.0.0/ 0x8',
    '10.0.0.0/1e0',
    '10.0.0.0/-1',
    '10.0.0.0/33',
    '10.0.0.0/8/0',
    '10',
    '0x0a000001',
    '012.1.1.1',
    'fe80::/129',
    '/0',
    '',
    ' ',
    'example.com',
  ])('leaves out the entry %j, which is no network, instead of guessing one', (entry) => {
    const networks = list({ matchType: 'cidr', entries: [entry] });

    expect(networks.entryCount).toBe(0);
    for (const address of ['10.0.0.1', '0.0.0.10', '10.1.1.1'])
      expect(match(networks, 'ipv4', address)).toBeUndefined();
    expect(match(networks, 'ipv6', 'fe80::1')).toBeUndefined();
  });

  it('finds everything in the network of all addresses, of one family only', () => {
    const networks = list({ matchType: 'cidr', entries: ['0.0.0.0/0'] });

    expect(match(networks, 'ipv4', '203.0.113.9')?.entry).toBe('0.0.0.0/0');
    expect(match(networks, 'ipv6', '2001:db8::1')).toBeUndefined();
    expect(match(networks, 'ipv6', '::ffff:203.0.113.9')?.entry).toBe('0.0.0.0/0');
  });

  it('agrees with a look through all networks, one by one', () => {
    const address = fc.tuple(byte, byte, byte, byte).map((bytes) => bytes.join('.'));
    const network = fc.tuple(address, fc.integer({ min: 0, max: 32 })).map(([at, bits]) => `${at}/${String(bits)}`);
    fc.assert(
      fc.property(fc.array(network, { maxLength: 20 }), address, (entries, value) => {
        const around = entries.filter((entry) => ipaddr.IPv4.parse(value).match(ipaddr.IPv4.parseCIDR(entry)));
        const most = Math.max(...around.map((entry) => Number(entry.split('/')[1])));
        const found = match(list({ matchType: 'cidr', entries }), 'ipv4', value)?.entry;
        expect(found === undefined ? -Infinity : Number(found.split('/')[1] ?? 32)).toBe(most);
        // Told as a network, whatever host bits the entry was written with.
        const told = around.map((entry) => {
          const network = ipaddr.IPv4.networkAddressFromCIDR(entry).toString();
          return entry.endsWith('/32') ? network : `${network}/${String(entry.split('/')[1])}`;
        });
        if (found !== undefined) expect(told).toContain(found);
      }),
    );
  });

  it('says how many entries take part, each counted once', () => {
    expect(list({ entries: ['a', 'A ', ' ', 'b'] }).entryCount).toBe(2);
    expect(list({ matchType: 'substring', entries: ['a', 'A', ''] }).entryCount).toBe(1);
  });

  it('does not find every value by an empty part', () => {
    expect(match(list({ matchType: 'substring', entries: ['', ' '] }), 'domain', 'a.example')).toBeUndefined();
  });

  it('finds parts of a value', () => {
    expect(
      match(list({ matchType: 'substring', entries: ['/gtm.js'] }), 'url', 'https://a.example/gtm.js?x')?.entry,
    ).toBe('/gtm.js');
  });

  it.each([
    ['ipv4', '192.168.1.1', 'non_public'],
    ['ipv4', '203.0.113.7', 'non_public'],
    ['ipv6', 'fd00::1', 'non_public'],
    ['url', 'http://127.0.0.1/admin', 'non_public'],
    ['ipv4', '8.8.8.8', 'known_false_positive'],
    ['url', 'http://8.8.8.8/x', 'shared_infrastructure'],
    ['ipv6', '2606:4700:4700::1111', 'known_false_positive'],
    ['md5', 'd41d8cd98f00b204e9800998ecf8427e', 'test_artifact'],
    ['sha256', '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f', 'test_artifact'],
  ])('knows %s %s from the lists that come with the platform', (type, value, signal) => {
    const matches = builtInLists.flatMap((each) => match(list(each), type, value) ?? []);

    expect(matches.map((each) => each.signal)).toEqual([signal]);
  });

  it('tells every list that has a value, in the order in which they came, and forgets one that goes', () => {
    const index = new ListIndex();
    const slots = [
      { matchType: 'cidr' as const, entries: ['8.8.0.0/16', '8.8.8.0/24'] },
      { matchType: 'string' as const, entries: ['8.8.8.8'] },
      { matchType: 'string' as const, entries: ['8.8.8.8', '9.9.9.9'] },
      { matchType: 'cidr' as const, entries: ['8.8.8.8'] },
    ].map((over, n) => index.add({ name: `list ${n}`, description: '', attributes: [], signal: null, ...over }));
    const found = () =>
      index.match(candidatesOf('ipv4', '8.8.8.8')).map(({ list: name, entry }) => `${name}: ${entry}`);

    expect(found()).toEqual(['list 0: 8.8.8.0/24', 'list 1: 8.8.8.8', 'list 2: 8.8.8.8', 'list 3: 8.8.8.8']);
    index.remove(slots[1] ?? -1);
    index.remove(slots[3] ?? -1);
    expect(found()).toEqual(['list 0: 8.8.8.0/24', 'list 2: 8.8.8.8']);
    index.remove(slots[0] ?? -1);
    index.remove(slots[2] ?? -1);
    expect([found(), index.listCount, index.entryCount]).toEqual([[], 0, 0]);
  });
});
