import { extract } from '../src/index';
import { checkRows, found } from './found';

const MD5 = '44d88612fea8a8f36de82e1278abb02f';
const SHA1 = '3395856ce81f2b7382dee72602f798b642f14140';
const SHA256 = '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f';

describe('digests', () => {
  checkRows([
    [MD5, `md5=${MD5}`],
    [MD5.toUpperCase(), `md5=${MD5}`],
    [`md5:${MD5}.`, `md5=${MD5}`],
    [SHA1, `sha1=${SHA1}`],
    [SHA256, `sha256=${SHA256}`],
    [SHA256.slice(0, 56), `sha224=${SHA256.slice(0, 56)}`],
    [SHA256 + MD5, `sha384=${SHA256}${MD5}`],
    [SHA256 + SHA256, `sha512=${SHA256}${SHA256}`],
    [`${MD5},${SHA1};${SHA256}`, `md5=${MD5}`, `sha1=${SHA1}`, `sha256=${SHA256}`],
    [`MD5\t${MD5}\r\n`, `md5=${MD5}`],
    [`imphash: ${MD5}`, `imphash=${MD5}`],
    [`Imphash = ${MD5}`, `imphash=${MD5}`],
    [`JA3: ${MD5}`, `ja3=${MD5}`],
    [`ja3s hash ${MD5}`, `ja3=${MD5}`],
    [`JA3:\n${MD5}\n${SHA1.slice(0, 32)}`, `ja3=${MD5}`, `ja3=${SHA1.slice(0, 32)}`],
    ['t13d1516h2_8daaf6152771_b186095e22b6', 'ja4=t13d1516h2_8daaf6152771_b186095e22b6'],
    ['3072:jBpMWzWSrTFNbuCfQDXRDHjMg:tpMWzWSTF9uCfQ', 'ssdeep=3072:jBpMWzWSrTFNbuCfQDXRDHjMg:tpMWzWSTF9uCfQ'],
    [`T1${SHA256}ABCDEF`, `tlsh=T1${SHA256.toUpperCase()}ABCDEF`],
    [`TLSH ${SHA256}abcdef`, `tlsh=T1${SHA256.toUpperCase()}ABCDEF`],
  ]);
});

describe('near-misses of digests', () => {
  checkRows([
    [MD5.slice(1)],
    [`${MD5}0`],
    [`${SHA1}a`],
    [`g${MD5}`],
    ['0'.repeat(32)],
    ['12345678901234567890123456789012'],
    ['1234567890'.repeat(4)],
    [`GUID: ${MD5}`],
    [`uuid=${MD5}`],
    [`commit ${SHA1}`],
    [`${SHA256}abcdef`],
    ['12:34:56'],
    ['100:abcdefghij:abcdefgh'],
    ['t13d1516h2_8daaf6152771_b186095e22'],
  ]);

  it('a commit id is a digest on request', () => {
    expect(extract(`commit ${SHA1}`, { includeAmbiguous: true })).toMatchObject([
      { type: 'sha1', flags: ['git_commit'] },
    ]);
  });
});

describe('catalogue ids', () => {
  checkRows([
    ['CVE-2021-44228', 'cve=CVE-2021-44228'],
    ['cve-2021-44228', 'cve=CVE-2021-44228'],
    ...['\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2015'].map(
      (dash) => [`CVE${dash}2021${dash}44228`, 'cve=CVE-2021-44228'] as const,
    ),
    ['(CVE-2021-44228)', 'cve=CVE-2021-44228'],
    ['CVE-2021-44228_poc', 'cve=CVE-2021-44228'],
    ['CVE-2021-1234567890123456789', 'cve=CVE-2021-1234567890123456789'],
    ['CVE-2021-123'],
    ['CVE-1998-1234'],
    ['CVE-2021-12345678901234567890'],
    ['GHSA-jfh8-c2jp-5v3q', 'ghsa=GHSA-jfh8-c2jp-5v3q'],
    ['GHSA-jfh8-c2jp-5v3a'],
    ['CWE-79', 'cwe=CWE-79'],
    ['CWE-0'],
    ['CAPEC-66', 'capec=CAPEC-66'],
    ['T1059', 'attack=T1059'],
    ['T1059.001', 'attack=T1059.001'],
    ['TA0001', 'attack=TA0001'],
    ['S0154', 'attack=S0154'],
    ['G0016', 'attack=G0016'],
    ['M1036', 'attack=M1036'],
    ['T1000'],
    ['T8000'],
    ['t1059'],
    ['T10590'],
    ['T1059.01'],
    ['G9999'],
  ]);
});

describe('payment addresses with their checksums', () => {
  checkRows([
    ['1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2', 'btc=1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2'],
    ['3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy', 'btc=3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy'],
    [
      'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0',
      'btc=bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0',
    ],
    ['1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3'],
    ['bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5'],
    ['0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed', 'eth=0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed'],
    ['0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed', 'eth=0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed'],
    ['0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed'],
    ['0x0000000000000000000000000000000000000000'],
    [
      '888tNkZrPN6JsEgekjMnABU4TBzc2Dt29EPAvkRxbANsAnjyPbb3iQ1YBRk1UXcdRsiKc9dhwMVgN5S9cQUiyoogDavup3H',
      'xmr=888tNkZrPN6JsEgekjMnABU4TBzc2Dt29EPAvkRxbANsAnjyPbb3iQ1YBRk1UXcdRsiKc9dhwMVgN5S9cQUiyoogDavup3H',
    ],
    ['888tNkZrPN6JsEgekjMnABU4TBzc2Dt29EPAvkRxbANsAnjyPbb3iQ1YBRk1UXcdRsiKc9dhwMVgN5S9cQUiyoogDavup3J'],
    ['LVg2kJoFNg45Nbpy53h7Fe1wKyeXVRhMH9', 'ltc=LVg2kJoFNg45Nbpy53h7Fe1wKyeXVRhMH9'],
    ['LVg2kJoFNg45Nbpy53h7Fe1wKyeXVRhMH8'],
    ['TNPeeaaFB7K9cmo4uQpcU32zGK8G1NYqeL', 'trx=TNPeeaaFB7K9cmo4uQpcU32zGK8G1NYqeL'],
    ['TNPeeaaFB7K9cmo4uQpcU32zGK8G1NYqeM'],
    ['rEb8TK3gBgk5auZkwc6sHnwrGVJH8DuaLh', 'xrp=rEb8TK3gBgk5auZkwc6sHnwrGVJH8DuaLh'],
    ['rEb8TK3gBgk5auZkwc6sHnwrGVJH8DuaLi'],
    ['Solana wallet 7v91N7iZ9mNicL8WfG6cgSCKyRXydQjLh6UYBWwm6y1Q', 'sol=7v91N7iZ9mNicL8WfG6cgSCKyRXydQjLh6UYBWwm6y1Q'],
    ['token 7v91N7iZ9mNicL8WfG6cgSCKyRXydQjLh6UYBWwm6y1Q'],
    ['GB82 WEST 1234 5698 7654 32', 'iban=GB82WEST12345698765432'],
    ['DE89370400440532013000', 'iban=DE89370400440532013000'],
    ['DE89370400440532013001'],
    ['ZZ89370400440532013000'],
  ]);
});

describe('registry keys and paths', () => {
  checkRows([
    [
      'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run\\evil',
      'registry_key=HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Run\\evil',
    ],
    [
      'HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion',
      'registry_key=HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion',
    ],
    ['"HKLM:\\Software\\Evil"', 'registry_key=HKEY_LOCAL_MACHINE\\Software\\Evil'],
    ['HKLM'],
    ['HKXX\\Software\\Evil'],
    ['C:\\Program Files\\Evil App\\a.exe runs', 'windows_path=C:\\Program Files\\Evil App\\a.exe'],
    ['c:\\users\\public\\x.dll,Start', 'windows_path=C:\\users\\public\\x.dll'],
    ['%APPDATA%\\Evil\\a.exe', 'windows_path=%APPDATA%\\Evil\\a.exe'],
    ['"C:\\\\Users\\\\a\\\\b.exe"', 'windows_path=C:\\Users\\a\\b.exe'],
    ['drops C:\\Windows\\Temp\\a.tmp.', 'windows_path=C:\\Windows\\Temp\\a.tmp'],
    ['C: is full'],
    ['A:B'],
    ['\\\\server\\share\\a.exe', 'unc_path=\\\\server\\share\\a.exe'],
    ['\\\\1.2.3.4@80\\share\\a.dll', 'unc_path=\\\\1.2.3.4@80\\share\\a.dll'],
    ['\\\\server'],
    ['/etc/cron.d/evil', 'unix_path=/etc/cron.d/evil'],
    ['~/.ssh/authorized_keys', 'unix_path=~/.ssh/authorized_keys'],
    ['/tmp/a.sh;', 'unix_path=/tmp/a.sh'],
    ['either/or and/or'],
    ['GET /var/www/a.php HTTP/1.1'],
    ['evil.exe', 'file_name=evil.exe'],
    ['Invoice.pdf.exe', 'file_name=Invoice.pdf.exe'],
    ['a.dll, b.sys', 'file_name=a.dll', 'file_name=b.sys'],
    ['Vue.js'],
    ['fig.a'],
  ]);
});

describe('labelled text and rules', () => {
  checkRows([
    ['User-Agent: Mozilla/5.0 (X11)', 'user_agent=Mozilla/5.0 (X11)'],
    ['"User-Agent": "evil/1.0"', 'user_agent=evil/1.0'],
    ['user agent = curl/8.0', 'user_agent=curl/8.0'],
    ['the user agent was odd'],
    ['User-Agent:'],
    ['cjpalhdlnbpafiamejdnhcphjbkeiagm', 'chrome_extension=cjpalhdlnbpafiamejdnhcphjbkeiagm'],
    ['cjpalhdlnbpafiamejdnhcphjbkeiagz'],
    ['aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'],
    ['rule evil { condition: true }', 'yara_rule=rule evil { condition: true }'],
    ['rule a : tag { strings: $a = "}" condition: $a }', 'yara_rule=rule a : tag { strings: $a = "}" condition: $a }'],
    ['rule evil { strings: $a = "x" '],
    ['the rule of law { is } old'],
  ]);

  it('reads what a rule holds as well', () => {
    expect(found('rule a { strings: $a = "evil.com" condition: $a }')).toContain('domain=evil.com');
  });
});
