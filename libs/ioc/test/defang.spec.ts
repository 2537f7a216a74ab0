import { defang, refang } from '../src/index';

describe('defang', () => {
  it.each([
    ['http://evil.com/path', 'hxxp[://]evil[.]com/path'],
    ['https://a.b/c.d', 'hxxps[://]a[.]b/c[.]d'],
    ['HTTP://EVIL.COM', 'HXXP[://]EVIL[.]COM'],
    ['user@evil.com', 'user[@]evil[.]com'],
    ['ftp://evil.com', 'ftp[://]evil[.]com'],
    ['the http scheme', 'the http scheme'],
    ['hxxp[://]evil[.]com', 'hxxp[://]evil[.]com'],
    ['http[://]evil.com', 'hxxp[://]evil[.]com'],
    ['', ''],
  ])('%s becomes %s', (text, expected) => {
    expect(defang(text)).toBe(expected);
  });
});

describe('refang', () => {
  it.each([
    ['hxxp[://]evil[.]com', 'http://evil.com'],
    ['hXXps://evil[.]com', 'hTTps://evil.com'],
    ['user[@]evil[.]com', 'user@evil.com'],
    ['user (at) evil (dot) com', 'user@evil.com'],
    ['a[.]b', 'a.b'],
    ['evil(.)com', 'evil.com'],
    ['evil{.}com', 'evil.com'],
    ['evil。com', 'evil.com'],
    ['evil\\.com', 'evil.com'],
    ['evil\u200B.com', 'evil.com'],
    ['[hxxps://]evil[.com]/a', 'https://evil.com/a'],
    ['8[.]8.8[.]8', '8.8.8.8'],
    ['2606[:]4700::1111', '2606:4700::1111'],
    ['see C:\\a\\.b (dot) or x', 'see C:\\a\\.b (dot) or x'],
    ['call it (at) noon', 'call it (at) noon'],
    ['一。二', '一。二'],
    ['zero\u200Bwidth', 'zero\u200Bwidth'],
    ['R&amp;D', 'R&amp;D'],
    ['', ''],
  ])('%s becomes %s', (text, expected) => {
    expect(refang(text)).toBe(expected);
  });
});
