import { extract } from '../src/index';
import { checkRows, found } from './found';

describe('where a URL ends', () => {
  const ends = ['.', ',', ';', ':', '!', '?', ')', ']', '}', '>', '"', "'", '”', '’', '…', '...', '.)', '",', "'."];
  checkRows(ends.map((end) => [`http://evil.com/a${end} next`, 'url=http://evil.com/a'] as const));
  checkRows([
    ['https://en.example.com/wiki/Evil_(band)', 'url=https://en.example.com/wiki/Evil_(band)'],
    ['(https://en.example.com/wiki/Evil_(band))', 'url=https://en.example.com/wiki/Evil_(band)'],
    ['http://evil.com/a/', 'url=http://evil.com/a/'],
    ['http://evil.com', 'url=http://evil.com/'],
    ['http://evil.com.', 'url=http://evil.com/'],
    ['http://evil.com/#frag', 'url=http://evil.com/#frag'],
    ['http://evil.com/a?b=c&d=e#f', 'url=http://evil.com/a?b=c&d=e#f'],
    ['http://evil.com/a,http://evil.com/b', 'url=http://evil.com/a', 'url=http://evil.com/b'],
    ['http://evil.com/a;http://evil.com/b', 'url=http://evil.com/a', 'url=http://evil.com/b'],
    ['2020-01-01,http://evil.com/a,malware', 'url=http://evil.com/a'],
    ['2020-01-01,http://evil.com/a?b=1,malware', 'url=http://evil.com/a?b=1'],
    ['http://evil.com/news,12.html', 'url=http://evil.com/news,12.html'],
    ['http://evil.com/x?win%2013,0,0,214', 'url=http://evil.com/x?win%2013,0,0,214'],
    ['<http://evil.com/a>', 'url=http://evil.com/a'],
    ['url=http://evil.com/a', 'url=http://evil.com/a'],
    ['http://evil.com/{id}/gate', 'url=http://evil.com/%7Bid%7D/gate'],
    ['{"u":{"v":http://evil.com/a}}', 'url=http://evil.com/a'],
    ['http://evil.com/a\\_b\\_c.php', 'url=http://evil.com/a_b_c.php'],
    ['evil.com/8.8.8.8', 'domain=evil.com', 'ipv4=8.8.8.8'],
    ['evil.com/evil.net', 'domain=evil.com', 'domain=evil.net'],
    ['evil.com/index.php', 'url=http://evil.com/index.php'],
    ['Clickhttp://evil.com/a', 'url=http://evil.com/a'],
  ]);
});

describe('hosts and ports of URLs', () => {
  checkRows([
    ['http://user:pw@evil.com/', 'url=http://user:pw@evil.com/'],
    ['http://evil.com:80/', 'url=http://evil.com/'],
    ['https://evil.com:443/a', 'url=https://evil.com/a'],
    ['http://evil.com:8080/a', 'url=http://evil.com:8080/a'],
    ['http://evil.com:65535/', 'url=http://evil.com:65535/'],
    ['http://8.8.8.8/x', 'url=http://8.8.8.8/x'],
    ['8.8.8.8/gate.php', 'url=http://8.8.8.8/gate.php'],
    ['8.8.8.8:8080/gate.php', 'url=http://8.8.8.8:8080/gate.php'],
    ['http://[2001:4860:4860::8888]/', 'url=http://[2001:4860:4860::8888]/'],
    ['HTTP://EVIL.COM/Path', 'url=http://evil.com/Path'],
    ['http://xn--bcher-kva.de/', 'url=http://xn--bcher-kva.de/'],
    ['http://bücher.de/ü', 'url=http://xn--bcher-kva.de/%C3%BC'],
    ['http://0x08.0x08.0x08.0x08/a', 'url=http://8.8.8.8/a'],
    ['http://134744072/a', 'url=http://8.8.8.8/a'],
    ['http://0x08080808/a', 'url=http://8.8.8.8/a'],
    ['http://010.8.8.8/a', 'url=http://8.8.8.8/a'],
    ['stratum+tcp://pool.evil.com:3333', 'url=stratum+tcp://pool.evil.com:3333'],
  ]);

  it('flags what is odd about the host', () => {
    expect(extract('http://134744072/a')[0]?.flags).toEqual(['obfuscated_host']);
    expect(extract('http://u:p@evil.com/a')[0]?.flags).toEqual(['credentials']);
    expect(extract('evil.com/a/b')[0]?.flags).toEqual(['scheme_assumed']);
  });
});

describe('near-misses of URLs', () => {
  checkRows([
    ['http://localhost/a'],
    ['http://server01/a'],
    ['http://10.1.2.3/a'],
    ['http://3232235777/a'],
    ['http://127.0.0.1:8080/'],
    ['http://evil.invalidtld/a'],
    ['http://evil.com:99999/a', 'domain=evil.com'],
    ['http://256.1.1.1/a'],
    ['data:text/html;base64,PGh0bWw+'],
    ['javascript:alert(document.cookie)'],
    ['file:///etc/passwd', 'unix_path=/etc/passwd'],
    ['mailto:user@evil.com', 'email=user@evil.com'],
    ['and/or'],
    ['TCP/IP'],
  ]);
});

describe('URLs inside URLs', () => {
  checkRows([
    [
      'http://a.com/?u=http%3A%2F%2Fevil.com%2Fx&b=1',
      'url=http://a.com/?u=http%3A%2F%2Fevil.com%2Fx&b=1',
      'url=http://evil.com/x',
    ],
    ['http://a.com/?u=http://evil.com/x&b=1', 'url=http://a.com/?u=http://evil.com/x&b=1', 'url=http://evil.com/x'],
    [
      'https://web.archive.org/web/2020/http://evil.com/x',
      'url=https://web.archive.org/web/2020/http://evil.com/x',
      'url=http://evil.com/x',
    ],
  ]);

  it('says which one stands inside', () => {
    expect(extract('http://a.com/http://b.com/').map((hit) => hit.flags)).toEqual([[], ['inside_url']]);
  });

  it('repeats host and domain only on request', () => {
    const text = 'http://evil.com/a http://8.8.8.8/ user@mail.evil.org';
    expect(found(text)).toEqual(['url=http://evil.com/a', 'url=http://8.8.8.8/', 'email=user@mail.evil.org']);
    const derived = extract(text, { derived: true }).filter((hit) => hit.derivedFrom !== null);
    expect(derived.map((hit) => [hit.type, hit.value, hit.derivedFrom?.type, hit.derivedFrom?.value])).toEqual([
      ['domain', 'evil.com', 'url', 'http://evil.com/a'],
      ['ipv4', '8.8.8.8', 'url', 'http://8.8.8.8/'],
      ['domain', 'mail.evil.org', 'email', 'user@mail.evil.org'],
    ]);
  });
});
