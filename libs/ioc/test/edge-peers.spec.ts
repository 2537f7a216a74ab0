import { found } from './found';
import type { Row } from './found';
import { checkRows } from './found';

// What two widely used extractors get wrong or miss, as measured on seventy edge inputs.
describe('inputs that other extractors report wrongly', () => {
  checkRows([
    ['256.1.1.1'],
    ['bücher.de', 'domain=xn--bcher-kva.de'],
    ['_dmarc.evil.com', 'domain=_dmarc.evil.com'],
    ['evil_host.evil.com', 'domain=evil_host.evil.com'],
    ['readme.md', 'file_name=readme.md'],
    ['setup.py', 'file_name=setup.py'],
    ['main.rs', 'file_name=main.rs'],
    ['file.zip', 'file_name=file.zip'],
    ['v1.2.3.4'],
    ['http://evil.com/a.', 'url=http://evil.com/a'],
    ['(http://evil.com/a)', 'url=http://evil.com/a'],
    ['ftp://user:pass@evil.com', 'url=ftp://user:pass@evil.com/'],
    ['ftp://user:pass@evil.com:21/x', 'url=ftp://user:pass@evil.com/x'],
    ['::ffff:1.2.3.4', 'ipv6=::ffff:1.2.3.4'],
    ['1.2.3.0/24', 'cidr=1.2.3.0/24'],
    ['1.2.3.4:8080', 'ipv4_port=1.2.3.4:8080', 'ipv4=1.2.3.4'],
    ['10.0.0.1 192.168.1.1 172.16.3.4 127.0.0.1'],
    ['01.02.03.04'],
    ['0x52908400098527886E0F7030069857D2E4169EE7', 'eth=0x52908400098527886E0F7030069857D2E4169EE7'],
    ['http://[2001:db8::1]:8080/x', 'url=http://[2001:db8::1]:8080/x'],
    ['BURNTCIGAR.CA!tr'],
  ]);
});

describe('inputs that other extractors miss', () => {
  checkRows([
    ['evil (dot) com', 'domain=evil.com'],
    ['evil.]com', 'domain=evil.com'],
    ['hXXps://evil.com/a', 'url=https://evil.com/a'],
    ['[https]://evil.com/a', 'url=https://evil.com/a'],
    ['https:\\\\evil.com\\x', 'url=https://evil.com/x'],
    ['8,8,8,8', 'ipv4=8.8.8.8'],
    ['user@[evil.com]', 'email=user@evil.com'],
    ['пример.рф', 'domain=xn--e1afmkfd.xn--p1ai'],
    ['T1059.001', 'attack=T1059.001'],
    ['bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4', 'btc=bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'],
    ['HKLM\\Software\\Evil\\Run', 'registry_key=HKEY_LOCAL_MACHINE\\Software\\Evil\\Run'],
    ['C:\\Windows\\Temp\\a.exe', 'windows_path=C:\\Windows\\Temp\\a.exe'],
    ['/tmp/.x/evil', 'unix_path=/tmp/.x/evil'],
    ['203.0.113.0/24', 'cidr=203.0.113.0/24'],
    [
      'duckduckgogg42xjoc72x3sjasowoarfbgcmvfimaftt6twagswzczad.onion',
      'onion=duckduckgogg42xjoc72x3sjasowoarfbgcmvfimaftt6twagswzczad.onion',
    ],
    ['evil.com:8080/path', 'url=http://evil.com:8080/path'],
  ]);
});

describe('inputs that everybody leaves alone', () => {
  const rows: Row[] = [['evil.invalidtld'], ['1.2.3'], ['evil dot com'], [`${'ab12'.repeat(17)}cd`]];
  checkRows(rows);

  it('a run of seventy hexadecimal digits holds no digest', () => {
    expect(found('0123456789'.repeat(6) + 'abcdefabcd')).toEqual([]);
  });
});
