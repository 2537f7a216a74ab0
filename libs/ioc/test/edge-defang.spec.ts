import { checkRows } from './found';

describe('disguised schemes', () => {
  checkRows([
    ...['hxxp', 'hXXp', 'HXXP', 'htxp', 'hxtp', 'h**p', 'meow', 'h[tt]p', '[http]', 'hxp'].map(
      (scheme) => [`${scheme}://evil.com/a`, 'url=http://evil.com/a'] as const,
    ),
    ['hxxps://evil.com/a', 'url=https://evil.com/a'],
    ['http[s]://evil.com/a', 'url=https://evil.com/a'],
    ['hxxp[s]://evil.com/a', 'url=https://evil.com/a'],
    ['http[:]//evil.com/a', 'url=http://evil.com/a'],
    ['http[://]evil.com/a', 'url=http://evil.com/a'],
    ['hxxp[:]//evil[.]com/a', 'url=http://evil.com/a'],
    ['hxxp:[//]evil[.]com/a', 'url=http://evil.com/a'],
    ['http:\\\\evil.com\\a', 'url=http://evil.com/a'],
    ['http:///evil.com/a', 'url=http://evil.com/a'],
    ['fxp://evil.com/a', 'url=ftp://evil.com/a'],
    ['ftxp://evil.com/a', 'url=ftp://evil.com/a'],
    ['tcp://evil.com:4444', 'url=tcp://evil.com:4444'],
    ['sftp://evil.com/a', 'url=sftp://evil.com/a'],
    ['rtmp://evil.com/live', 'url=rtmp://evil.com/live'],
    ['[hxxp://]evil.com/a', 'url=http://evil.com/a'],
    ['[hxxp://]evil[.]com/a', 'url=http://evil.com/a'],
    ['evil[.]com/x', 'url=http://evil.com/x'],
    ['//evil.com/x', 'url=http://evil.com/x'],
  ]);
});

describe('near-misses of disguised schemes', () => {
  checkRows([
    ['the hxxp notation'],
    ['meow:// said the cat'],
    ['http://'],
    ['hxxp://[.]'],
    ['data:text/html,hi'],
    ['javascript:alert(1)'],
  ]);
});

describe('disguised dots', () => {
  const marks = [
    '[.]',
    '(.)',
    '{.}',
    '<.>',
    '[dot]',
    '(dot)',
    '{dot}',
    '[DOT]',
    '(Dot)',
    '\\.',
    '.]',
    '[.',
    '·',
    '。',
    '．',
    '․',
  ];
  checkRows([
    ...marks.map((mark) => [`evil${mark}com`, 'domain=evil.com'] as const),
    ...marks.map((mark) => [`see www${mark}evil.com now`, 'domain=www.evil.com'] as const),
    ...['[.]', '(.)', '{.}', '[dot]', '(dot)', '．'].map((mark) => [`1${mark}2.3${mark}4`, 'ipv4=1.2.3.4'] as const),
    ['evil (dot) com', 'domain=evil.com'],
    ['evil [dot] com', 'domain=evil.com'],
    ['evil[.com]', 'domain=evil.com'],
    ['evil[.]co[.]uk', 'domain=evil.co.uk'],
    ['evil[.]co.uk', 'domain=evil.co.uk'],
    ['www.evil[.]com', 'domain=www.evil.com'],
    ['evil[[.]]com', 'domain=evil.com'],
    ['1.1.1 . 1', 'ipv4=1.1.1.1'],
    ['a(.)evil[dot]com{.}br', 'domain=a.evil.com.br'],
    ['8,8,8,8', 'ipv4=8.8.8.8'],
  ]);
});

describe('near-misses of disguised dots', () => {
  checkRows([
    ['evil dot com'],
    ['call it (dot) or'],
    ['list[.] of things'],
    ['[1,2,3,4]'],
    ['1,2,3,4'],
    ['8,8,8,8,8'],
    ['totals 12,345,678,901'],
    ['chapter 1.2.3. 4 items'],
    ['Ende。com'.replace('Ende', '文章')],
  ]);
});

describe('disguised at signs, slashes and colons', () => {
  checkRows([
    ...['[@]', '[at]', '(at)', '{at}', '＠', ' [at] ', ' (at) '].map(
      (mark) => [`user${mark}evil.com`, 'email=user@evil.com'] as const,
    ),
    ['user[at]evil[dot]com', 'email=user@evil.com'],
    ['user(at)evil(dot)com', 'email=user@evil.com'],
    ['http:[/][/]evil.com[/]a', 'url=http://evil.com/a'],
    ['2001[:]db8[:][:]1', 'ipv6=2001:db8::1'],
    ['2606[:]4700::1111', 'ipv6=2606:4700::1111'],
  ]);
});

describe('near-misses of disguised at signs', () => {
  checkRows([['meet me at evil'], ['look (at) this'], ['user at evil'], ['a [at] b']]);
});

describe('text as it is found in mail and reports', () => {
  checkRows([
    ['[report](hxxp://evil[.]com/a)', 'url=http://evil.com/a'],
    ['[evil.com](http://evil.com/a)', 'domain=evil.com', 'url=http://evil.com/a'],
    ['evil&#46;com', 'domain=evil.com'],
    ['evil&#x2e;com', 'domain=evil.com'],
    ['hxxp&#58;//evil&#46;com/a', 'url=http://evil.com/a'],
    ['hxxp：／／evil．com／a', 'url=http://evil.com/a'],
    ['evil&period;com', 'domain=evil.com'],
    ['user&commat;evil.com', 'email=user@evil.com'],
    ['<a href="http://evil.com/?a=1&amp;b=2">x</a>', 'url=http://evil.com/?a=1&b=2'],
    ['&lt;http://evil.com/a&gt;', 'url=http://evil.com/a'],
    ['{"u":"http:\\/\\/evil.com\\/a"}', 'url=http://evil.com/a'],
    ['{"u":"http\\u003a\\u002f\\u002fevil\\u002ecom/a"}', 'url=http://evil.com/a'],
    ['"a\\nhttp://evil.com/b\\nc"', 'url=http://evil.com/b'],
    ['evil=2Ecom', 'domain=evil.com'],
    ['user=40evil.com', 'email=user@evil.com'],
    ['<a href=3D"http://evil.com/lo=\r\nng/path">', 'url=http://evil.com/long/path'],
    ['http%3A%2F%2Fevil.com%2Fa', 'url=http://evil.com/a'],
    ['evil\u200B.com', 'domain=evil.com'],
    ['ev\u00ADil.com', 'domain=evil.com'],
    ['\u202Aevil.com\u202C', 'domain=evil.com'],
    ['\uFEFF1.2.3.4', 'ipv4=1.2.3.4'],
    ['ｅｖｉｌ．ｃｏｍ', 'domain=evil.com'],
    ['<http://evil.com/lo\nng>', 'url=http://evil.com/long'],
    ['**http://evil.com/a**', 'url=http://evil.com/a'],
    ['`evil.com`', 'domain=evil.com'],
    ['|evil.com|1.2.3.4|', 'domain=evil.com', 'ipv4=1.2.3.4'],
  ]);
});

describe('near-misses of encoded text', () => {
  checkRows([
    ['AT&T; and R&D; are firms'],
    ['http://evil.com/?a=2E45&b=40x', 'url=http://evil.com/?a=2E45&b=40x'],
    ['100%3A nothing'],
    ['http://evil.com/a\nnext line', 'url=http://evil.com/a'],
  ]);
});
