import { canonicalise, canonicaliseIoc, classify, isIndicatorType, iocTypeOf } from '../src/index';
import type { IndicatorType, RefusalReason, IocType } from '../src/index';

const SHA256 = '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f';

describe('classify', () => {
  it.each<[string, IndicatorType, string]>([
    ['8.8.8.8', 'ipv4', '8.8.8.8'],
    [' "8[.]8[.]8[.]8" ', 'ipv4', '8.8.8.8'],
    ['2001:4860:4860:0::8888', 'ipv6', '2001:4860:4860::8888'],
    ['8.8.8.8:53', 'ipv4_port', '8.8.8.8:53'],
    ['[2001:4860::1]:53', 'ipv6_port', '[2001:4860::1]:53'],
    ['8.8.8.0/24', 'cidr', '8.8.8.0/24'],
    ['8.8.8.1-8.8.8.9', 'ip_range', '8.8.8.1-8.8.8.9'],
    ['EVIL.com.', 'domain', 'evil.com'],
    ['hxxp://evil[.]com', 'url', 'http://evil.com/'],
    ['evil.com/a', 'url', 'http://evil.com/a'],
    ['User@EVIL.com', 'email', 'User@evil.com'],
    [SHA256.toUpperCase(), 'sha256', SHA256],
    ['cve-2021-44228', 'cve', 'CVE-2021-44228'],
    ['as15169', 'asn', 'AS15169'],
    ['44-85-00-AA-BB-CC', 'mac', '44:85:00:aa:bb:cc'],
    ['HKLM\\Software\\X', 'registry_key', 'HKEY_LOCAL_MACHINE\\Software\\X'],
    ['c:\\a\\b.exe', 'windows_path', 'C:\\a\\b.exe'],
    ['/etc/passwd', 'unix_path', '/etc/passwd'],
    ['T1059.001', 'attack', 'T1059.001'],
    ['evil.exe', 'file_name', 'evil.exe'],
    ['readme.md', 'file_name', 'readme.md'],
    ['DE89 3704 0044 0532 0130 00', 'iban', 'DE89370400440532013000'],
    ['3072:jBpMWzWSrTFNbuCfQDXRDHjMg:tpMWzWSTF9uCfQ', 'ssdeep', '3072:jBpMWzWSrTFNbuCfQDXRDHjMg:tpMWzWSTF9uCfQ'],
  ])('%j is %s', (value, type, canonical) => {
    expect(classify(value)).toMatchObject({ ok: true, type, value: canonical });
  });

  it.each<[string, RefusalReason]>([
    ['', 'empty'],
    ['   ', 'empty'],
    ['hello', 'not_recognised'],
    ['256.1.1.1', 'out_of_range'],
    ['01.1.1.1', 'leading_zero'],
    ['evil.invalidtld', 'unknown_suffix'],
    ['http://localhost/', 'single_label'],
    ['http://evil.com:0/', 'port_out_of_range'],
    ['1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3', 'bad_checksum'],
    ['co.uk', 'public_suffix'],
    ['a'.repeat(70_000), 'too_long'],
  ])('%j is refused: %s', (value, reason) => {
    expect(classify(value)).toMatchObject({ ok: false, reason });
  });
});

describe('canonicalise', () => {
  it.each<[IndicatorType, string, string]>([
    ['url', 'HTTPS://EVIL.com:443/a/../b?c#d', 'https://evil.com/b?c#d'],
    ['ipv6', '2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['asn', 'ASN 15169', 'AS15169'],
    ['md5', '44D88612FEA8A8F36DE82E1278ABB02F', '44d88612fea8a8f36de82e1278abb02f'],
    ['cidr', '10.1.2.3/8', '10.0.0.0/8'],
    ['email', 'User@BÜCHER.de', 'User@xn--bcher-kva.de'],
  ])('%s %s is spelled %s', (type, value, canonical) => {
    expect(canonicalise(type, value)).toMatchObject({ ok: true, value: canonical });
  });

  it('says why a value is refused', () => {
    expect(canonicalise('sha256', 'abc')).toEqual({
      ok: false,
      reason: 'invalid_length',
      message: 'SHA256 has 64 hexadecimal digits.',
    });
    expect(canonicalise('url', 'javascript:alert(1)')).toMatchObject({ reason: 'scheme_not_allowed' });
    expect(canonicalise('ipv4', 'evil.com')).toMatchObject({ reason: 'invalid_syntax' });
  });
});

describe('the types of the public API', () => {
  it.each<[IocType, string, IndicatorType, string]>([
    ['ip', '8.8.8.8', 'ipv4', '8.8.8.8'],
    ['ip', '2001:4860::0:1', 'ipv6', '2001:4860::1'],
    ['domain', 'EVIL.com', 'domain', 'evil.com'],
    ['url', 'hxxp://evil.com', 'url', 'http://evil.com/'],
    ['hash', SHA256, 'sha256', SHA256],
    ['email', 'a@evil.com', 'email', 'a@evil.com'],
  ])('%s %s is %s', (iocType, value, type, canonical) => {
    expect(canonicaliseIoc(iocType, value)).toMatchObject({ ok: true, type, value: canonical });
    expect(iocTypeOf(type)).toBe(iocType);
  });

  it.each<[IocType, string]>([
    ['ip', 'evil.com'],
    ['domain', '8.8.8.8'],
    ['url', 'evil.com'],
    ['hash', 'xyz'],
    ['email', 'evil.com'],
    ['ip', ''],
  ])('a %s is not %j', (iocType, value) => {
    expect(canonicaliseIoc(iocType, value)).toMatchObject({ ok: false });
  });

  it('knows its own vocabulary', () => {
    expect(isIndicatorType('ipv4')).toBe(true);
    expect(isIndicatorType('toString')).toBe(false);
    expect(iocTypeOf('cve')).toBeNull();
  });
});
