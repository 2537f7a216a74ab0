import { canonicalise, domainParts, extract, registrableDomain, skeleton, toUnicode } from '../src/index';
import { checkRows, found } from './found';

describe('domains', () => {
  checkRows([
    ['evil.com', 'domain=evil.com'],
    ['EVIL.COM', 'domain=evil.com'],
    ['evil.com.', 'domain=evil.com'],
    ['a.b.c.evil.co.uk', 'domain=a.b.c.evil.co.uk'],
    ['shop.github.io', 'domain=shop.github.io'],
    ['xn--bcher-kva.de', 'domain=xn--bcher-kva.de'],
    ['пример.рф', 'domain=xn--e1afmkfd.xn--p1ai'],
    ['例え.jp', 'domain=xn--r8jz45g.jp'],
    ['访问evil.com下载', 'domain=evil.com'],
    ['evil.com,evil.net', 'domain=evil.com', 'domain=evil.net'],
    ['"evil.com"', 'domain=evil.com'],
    ['*.evil.com', 'domain=evil.com'],
    ['evil.com:8080', 'domain=evil.com'],
    ['visit evil.com.The rest', 'domain=evil.com'],
    ['evil.com-based servers', 'domain=evil.com'],
    ['abcdefg.i2p', 'domain=abcdefg.i2p'],
    ['evil.bit', 'domain=evil.bit'],
    ['t.me', 'domain=t.me'],
    [`${'a'.repeat(63)}.com`, `domain=${'a'.repeat(63)}.com`],
    ['_sip._tcp.evil.com', 'domain=_sip._tcp.evil.com'],
    ['deals.org.za', 'domain=deals.org.za'],
  ]);
});

describe('near-misses of domains', () => {
  checkRows([
    ['localhost'],
    ['evil'],
    ['evil.invalidtld'],
    ['evil.123'],
    ['co.uk'],
    [`${'a'.repeat(64)}.com`],
    [`${'a.'.repeat(130)}com`],
    ['-evil-.com'],
    ['evil..com'],
    ['e.g. and i.e. something'],
    ['System.IO'],
    ['java.net.URL'],
    ['Node.js'],
    ['ASP.NET'],
    ['Paint.NET'],
    ['WScript.Shell'],
    ['wscript.shell'],
    ['adodb.stream'],
    ['(New-Object Net.WebClient).DownloadFile'],
    ['Win32/Industroyer.AI'],
    ['MSIL/Agent.SM'],
    ['window.name'],
    ['process.id'],
    ['this.is'],
    ['foo.bar()'],
    ['Trojan.Win32.Agent.AI'],
    ['W64/X.CA'],
    ['BURNTCIGAR.CA!tr'],
    ['com.example.app'],
    ['user.name@'],
  ]);
});

describe('names that could be files', () => {
  checkRows([
    ...[
      'invoice.zip',
      'clip.mov',
      'notes.md',
      'run.py',
      'lib.rs',
      'install.sh',
      'libc.so',
      'archive.cab',
      'macro.vb',
      'menu.pub',
    ].map((name) => [name, `file_name=${name}`] as const),
    ['script.pl', 'file_name=script.pl'],
    ['polska.pl', 'domain=polska.pl'],
    ['invoice.pdf.com', 'file_name=invoice.pdf.com'],
    ['openai.ai', 'domain=openai.ai'],
    ['evil.cc', 'domain=evil.cc'],
    ['invoice[.]zip', 'domain=invoice.zip'],
    ['www.invoice.zip', 'domain=www.invoice.zip'],
    ['http://invoice.zip/a', 'url=http://invoice.zip/a'],
    ['domain: invoice.zip', 'domain=invoice.zip'],
    ['evil.sh:443', 'domain=evil.sh'],
    ['evil.com\nevil.rs\nevil.md', 'domain=evil.com', 'domain=evil.rs', 'domain=evil.md'],
  ]);

  it('reports both readings on request', () => {
    expect(extract('readme.md', { includeAmbiguous: true })).toMatchObject([
      { type: 'file_name', flags: ['ambiguous_filename'] },
      { type: 'domain', flags: ['ambiguous_filename'], confidence: 0.3 },
    ]);
  });
});

describe('onion services', () => {
  const address = 'duckduckgogg42xjoc72x3sjasowoarfbgcmvfimaftt6twagswzczad.onion';
  checkRows([
    [address, `onion=${address}`],
    [`www.${address}`, `onion=www.${address}`],
    [`http://${address}/a`, `url=http://${address}/a`],
    [address.replace('duck', 'duce')],
    ['short.onion'],
  ]);
});

describe('e-mail addresses', () => {
  checkRows([
    ['user@evil.com', 'email=user@evil.com'],
    ['first.last+tag@sub.evil.co.uk', 'email=first.last+tag@sub.evil.co.uk'],
    ['<user@evil.com>', 'email=user@evil.com'],
    ['mailto:user@evil.com', 'email=user@evil.com'],
    ['User@EVIL.com', 'email=User@evil.com'],
    ['user@bücher.de', 'email=user@xn--bcher-kva.de'],
    ['user@evil.com:password1', 'email=user@evil.com'],
    ['foo@2x.png', 'file_name=foo@2x.png'],
    ['root@localhost'],
    ['user@evil'],
    ['scp root@evil.com:/tmp/x .', 'domain=evil.com', 'unix_path=/tmp/x'],
    ['git@github.com:team/project', 'domain=github.com'],
    ['.user@evil.com', 'email=user@evil.com'],
    ['@evil.com', 'domain=evil.com'],
    [`${'a'.repeat(65)}@evil.com`, 'domain=evil.com'],
  ]);
});

describe('internationalised names', () => {
  it('flags look-alikes and mixed scripts', () => {
    expect(extract('раypal.com')[0]).toMatchObject({
      value: 'xn--ypal-43d9g.com',
      flags: ['idn', 'mixed_script', 'homoglyph'],
    });
    expect(extract('bücher.de')[0]?.flags).toEqual(['idn']);
  });

  it('reads both spellings as one', () => {
    expect(toUnicode('xn--bcher-kva.de')).toBe('bücher.de');
    expect(canonicalise('domain', 'bücher.de')).toEqual(canonicalise('domain', 'xn--bcher-kva.de'));
    expect(skeleton('раураl.com')).toBe('paypal.com');
  });

  it('refuses Punycode that decodes to nothing', () => {
    expect(canonicalise('domain', 'xn--zzzzzzzz999999.com')).toMatchObject({ ok: false });
  });
});

describe('public suffixes', () => {
  it('tells registry and private suffixes apart', () => {
    expect(domainParts('a.evil.co.uk')).toEqual({
      registrable: 'evil.co.uk',
      suffix: 'co.uk',
      subdomain: 'a',
      isIcannSuffix: true,
      isPrivateSuffix: false,
    });
    expect(domainParts('me.github.io')).toMatchObject({ registrable: 'me.github.io', isPrivateSuffix: true });
    expect(registrableDomain('nothing.invalidtld')).toBeNull();
    expect(found('github.io')).toEqual(['domain=github.io']);
  });
});

describe('names outside ASCII, often', () => {
  it('are read alike the thousandth time', () => {
    const answers = new Set(Array.from({ length: 20_000 }, () => found('http://bücher.de/ü').join()));
    expect([...answers]).toEqual(['url=http://xn--bcher-kva.de/%C3%BC']);
  });
});
