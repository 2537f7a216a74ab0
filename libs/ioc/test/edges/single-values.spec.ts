import { canonicalise, canonicaliseIoc, classify, MAX_INDICATOR_LENGTH } from '../../src/index';
import type { IndicatorType, IocType, RefusalReason } from '../../src/index';
import { base58check, bytesOf, segwit, spoiled, xrpAddress } from './coins';
import { MD5, SHA1, SHA256, SHA384, SHA512, TLSH } from './digests';

const account = bytesOf('single', 20);
const btc = base58check(0, account);
const bc1 = segwit('bc', 0, account);

describe('classify accepts', () => {
  it.each<readonly [value: string, type: IndicatorType, canonical: string]>([
    ['203.0.113.7', 'ipv4', '203.0.113.7'],
    [' 203[.]0[.]113[.]7 ', 'ipv4', '203.0.113.7'],
    ['"203.0.113.7"', 'ipv4', '203.0.113.7'],
    ['10.0.0.1', 'ipv4', '10.0.0.1'],
    ['2001:DB8:0:0::1', 'ipv6', '2001:db8::1'],
    ['[2001:db8::1]', 'ipv6', '2001:db8::1'],
    ['203.0.113.7:8443', 'ipv4_port', '203.0.113.7:8443'],
    ['[2001:db8::1]:8443', 'ipv6_port', '[2001:db8::1]:8443'],
    ['203.0.113.9/24', 'cidr', '203.0.113.0/24'],
    ['203.0.113.10-203.0.113.20', 'ip_range', '203.0.113.10-203.0.113.20'],
    ['Parcel-Track.TOP.', 'domain', 'parcel-track.top'],
    ['bücher-shop.de', 'domain', 'xn--bcher-shop-9db.de'],
    ['hxxp://Parcel-Track[.]top:80/a', 'url', 'http://parcel-track.top/a'],
    ['Billing@Parcel-Track.TOP', 'email', 'Billing@parcel-track.top'],
    ['billing[at]parcel-track[dot]top', 'email', 'billing@parcel-track.top'],
    ['asn 64511', 'asn', 'AS64511'],
    ['00-1B-44-11-3A-B7', 'mac', '00:1b:44:11:3a:b7'],
    [MD5.toUpperCase(), 'md5', MD5],
    [SHA1, 'sha1', SHA1],
    [SHA256, 'sha256', SHA256],
    [SHA384, 'sha384', SHA384],
    [SHA512, 'sha512', SHA512],
    [`t1${TLSH.toLowerCase()}`, 'tlsh', `T1${TLSH}`],
    ['cve–2026–31337', 'cve', 'CVE-2026-31337'],
    ['ghsa-JFH8-c2jp-5v3q', 'ghsa', 'GHSA-jfh8-c2jp-5v3q'],
    ['cwe-79', 'cwe', 'CWE-79'],
    ['t1059.001', 'attack', 'T1059.001'],
    [btc, 'btc', btc],
    [bc1.toUpperCase(), 'btc', bc1],
    ['de89 3704 0044 0532 0130 00', 'iban', 'DE89370400440532013000'],
    [String.raw`hklm\Software\Sync`, 'registry_key', String.raw`HKEY_LOCAL_MACHINE\Software\Sync`],
    [String.raw`C:\Users\Public\sync.exe`, 'windows_path', String.raw`C:\Users\Public\sync.exe`],
    ['/etc/cron.d/sync', 'unix_path', '/etc/cron.d/sync'],
    ['sync.exe', 'file_name', 'sync.exe'],
    ['invoice.zip', 'file_name', 'invoice.zip'],
    ['invoice[.]zip', 'domain', 'invoice.zip'],
    ['aapocclcgogkmnckokdopfmhonfmgoek', 'chrome_extension', 'aapocclcgogkmnckokdopfmhonfmgoek'],
  ])('%s as %s', (value, type, canonical) => {
    expect(classify(value)).toMatchObject({ ok: true, type, value: canonical });
  });
});

describe('classify refuses', () => {
  it.each<readonly [value: string, reason: RefusalReason]>([
    ['', 'empty'],
    [' \t\r\n', 'empty'],
    ['hello', 'not_recognised'],
    ['two words', 'not_recognised'],
    ['203.0.113.256', 'out_of_range'],
    ['203.0.113.07', 'leading_zero'],
    ['203.0.113.7:0', 'port_out_of_range'],
    ['203.0.113.7:65536', 'port_out_of_range'],
    ['http://host.invalidtld/', 'unknown_suffix'],
    ['http://intranet/', 'single_label'],
    ['host.invalidtld', 'unknown_suffix'],
    ['co.uk', 'public_suffix'],
    [`${'a'.repeat(64)}.net`, 'label_too_long'],
    [`${'a1234567.'.repeat(30)}net`, 'name_too_long'],
    [spoiled(btc), 'bad_checksum'],
    [spoiled(bc1), 'bad_checksum'],
    ['DE88370400440532013000', 'bad_checksum'],
    ['x'.repeat(MAX_INDICATOR_LENGTH + 1), 'too_long'],
  ])('%j: %s', (value, reason) => {
    expect(classify(value)).toMatchObject({ ok: false, reason });
  });

  it('says why in a sentence', () => {
    const refused = classify('203.0.113.256');
    expect(!refused.ok && refused.message).toMatch(/^[A-Z].*\.$/);
  });
});

describe('canonicalise refuses', () => {
  it.each<readonly [type: IndicatorType, value: string, reason: RefusalReason]>([
    ['ipv4', '2001:db8::1', 'invalid_syntax'],
    ['ipv4', '203.0.113', 'invalid_syntax'],
    ['ipv4', '203.0.113.7.9', 'invalid_syntax'],
    ['ipv4', '999.0.113.7', 'out_of_range'],
    ['ipv6', '203.0.113.7', 'invalid_syntax'],
    ['ipv6', '2001::db8::1', 'invalid_syntax'],
    ['cidr', '203.0.113.0/33', 'out_of_range'],
    ['cidr', '203.0.113.0', 'invalid_syntax'],
    ['ip_range', '203.0.113.20-203.0.113.10', 'out_of_range'],
    ['domain', 'localhost', 'single_label'],
    ['domain', 'a..net', 'invalid_syntax'],
    ['domain', 'par cel.top', 'invalid_character'],
    ['domain', 'parcel-track.top/x', 'invalid_character'],
    ['domain', '203.0.113.7', 'unknown_suffix'],
    ['email', 'parcel-track.top', 'invalid_syntax'],
    ['email', '@parcel-track.top', 'invalid_syntax'],
    ['email', 'a b@parcel-track.top', 'invalid_character'],
    ['md5', SHA1, 'invalid_length'],
    ['sha256', MD5, 'invalid_length'],
    ['md5', `${MD5.slice(1)}g`, 'invalid_character'],
    ['cve', 'CVE-2026-1', 'invalid_syntax'],
    ['asn', 'AS4294967296', 'out_of_range'],
    ['btc', spoiled(btc), 'bad_checksum'],
    ['xrp', spoiled(xrpAddress(account)), 'bad_checksum'],
    ['iban', 'DE88370400440532013000', 'bad_checksum'],
    ['url', 'file:///etc/passwd', 'scheme_not_allowed'],
    ['onion', `${'a'.repeat(56)}.onion`, 'bad_checksum'],
  ])('%s %s: %s', (type, value, reason) => {
    expect(canonicalise(type, value)).toMatchObject({ ok: false, reason });
  });
});

describe('the five types of the public API', () => {
  it.each<readonly [ioc: IocType, value: string, type: IndicatorType, canonical: string]>([
    ['ip', '203[.]0[.]113[.]7', 'ipv4', '203.0.113.7'],
    ['ip', '2001:DB8::1', 'ipv6', '2001:db8::1'],
    ['domain', 'PARCEL-track[.]top', 'domain', 'parcel-track.top'],
    ['domain', 'invoice.zip', 'domain', 'invoice.zip'],
    ['domain', 'setup.py', 'domain', 'setup.py'],
    ['url', 'hxxps://parcel-track[.]top', 'url', 'https://parcel-track.top/'],
    ['hash', SHA256.toUpperCase(), 'sha256', SHA256],
    ['hash', MD5, 'md5', MD5],
    ['email', 'Billing@PARCEL-track.top', 'email', 'Billing@parcel-track.top'],
  ])('%s %s is %s', (ioc, value, type, canonical) => {
    expect(canonicaliseIoc(ioc, value)).toMatchObject({ ok: true, type, value: canonical });
  });

  it.each<readonly [ioc: IocType, value: string]>([
    ['ip', 'parcel-track.top'],
    ['ip', '203.0.113.0/24'],
    ['ip', '1.1.1.1/../../x?y='],
    ['ip', '1.1.1.1\r\nX-Evil: 1'],
    ['ip', '1.1.1.1%00'],
    ['domain', '203.0.113.7'],
    ['domain', 'parcel-track.top\r\nHost: x'],
    ['domain', 'parcel-track.top\0.com'],
    ['domain', 'parcel-track.top/../x'],
    ['domain', 'parcel-track.top?x=1'],
    ['domain', 'user@parcel-track.top'],
    ['url', 'parcel-track'],
    ['url', 'javascript:alert(1)'],
    ['hash', 'zz'],
    ['hash', `${MD5}/..`],
    ['email', 'parcel-track.top'],
    ['email', 'a@b'],
    ['email', 'a@parcel-track.top\r\nBcc: x@parcel-track.top'],
  ])('%s refuses %j', (ioc, value) => {
    expect(canonicaliseIoc(ioc, value).ok).toBe(false);
  });
});
