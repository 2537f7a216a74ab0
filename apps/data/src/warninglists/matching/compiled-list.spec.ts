import { builtInLists } from '../built-in-lists';
import { candidatesOf } from './candidates';
import { CompiledList } from './compiled-list';
import type { WarninglistSource } from './compiled-list';

function list(over: Partial<WarninglistSource>): CompiledList {
  const source: WarninglistSource = {
    name: 'list',
    description: '',
    matchType: 'string',
    attributes: [],
    signal: 'known_false_positive',
    entries: [],
    ...over,
  };
  return new CompiledList(source);
}

const match = (compiled: CompiledList, type: string, value: string) => compiled.match(candidatesOf(type, value));

describe('CompiledList', () => {
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

  it('finds parts of a value', () => {
    expect(
      match(list({ matchType: 'substring', entries: ['/gtm.js'] }), 'url', 'https://a.example/gtm.js?x')?.entry,
    ).toBe('/gtm.js');
  });

  it.each([
    ['ipv4', '192.168.1.1', 'non_public'],
    ['ipv4', '8.8.8.8', 'known_false_positive'],
    ['ipv6', '2606:4700:4700::1111', 'known_false_positive'],
    ['md5', 'd41d8cd98f00b204e9800998ecf8427e', 'test_artifact'],
    ['sha256', '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f', 'test_artifact'],
  ])('knows %s %s from the lists that come with the platform', (type, value, signal) => {
    const matches = builtInLists.flatMap((each) => match(new CompiledList(each), type, value) ?? []);

    expect(matches.map((each) => each.signal)).toEqual([signal]);
  });
});
