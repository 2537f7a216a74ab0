import { canonicalise, classify } from '../../src/index';
import { MD5 } from './digests';
import { describeRows } from './rows';
import type { Row } from './rows';

const A = 'ipv4 203.0.113.7';
const P = 'url http://parcel-track.top/a';

const SSDEEP = '1536:yB+A8bMtMeRlbIzvDqZL4QzNxVDm+5gt+M2hDDDvNZ3YZ7sU:N/MwbIz7Czl';

const open: Row[] = [
  ['netmask', 'netmask 255.255.255.0', []],
  ['netmask after a slash', '203.0.113.0/255.255.255.0', ['ipv4 203.0.113.0']],
  [
    'two registry keys and a word between',
    String.raw`HKCU\Software\Run and HKLM\Software\Foo were set`,
    [String.raw`registry_key HKEY_CURRENT_USER\Software\Run`, String.raw`registry_key HKEY_LOCAL_MACHINE\Software\Foo`],
  ],
  [
    'wildcard in a path',
    String.raw`{"p":"C:\\Users\\*\\AppData\\a.exe"}`,
    [String.raw`windows_path C:\Users\*\AppData\a.exe`],
  ],
  ['escapes of a regular expression', String.raw`[\\x00-\\x7F] and \\t\\r\\n`, []],
  ['escapes of surrogates', String.raw`"\\uD834\\uDF06"`, []],
  ['bytes of shellcode', String.raw`"\\x90\\x90\\x31\\xc0"`, []],
  ['bytes of shellcode, one backslash', String.raw`"\x90\x90\x31\xc0"`, []],
  [
    'underscore in the registered label',
    'at node_main.cc:126 in my_module.pl',
    ['file_name node_main.cc', 'file_name my_module.pl'],
  ],
  ['make files', 'Makefile.am, Makefile.in and Makefile.PL', ['file_name Makefile.PL']],
  [
    'file type before the last label',
    'main.js.map, styles.css.map and page.html.br',
    ['file_name main.js.map', 'file_name styles.css.map'],
  ],
  ['prototype', 'Array.prototype.map and Function.prototype.name', []],
  ['method call with a text', `pino.info('hello') and app.run("x") and log.name()`, []],
  ['class of a user agent library', `'LWP::UserAgent' => '0.0', $LWP::UserAgent::VERSION = 1`, []],
  ['release notes', 'Git 1.8.1.4 Release Notes', []],
  [
    'blanks before the next CSV field',
    String.raw`path,C:\Windows\Temp\setup.exe  ,Dropper`,
    [String.raw`windows_path C:\Windows\Temp\setup.exe`],
  ],
  [
    'placeholder in angle brackets',
    String.raw`C:\Users\<user>\Downloads\a.ps1`,
    [String.raw`windows_path C:\Users\<user>\Downloads\a.ps1`],
  ],
  [
    'placeholder in angle brackets, in a field',
    String.raw`path,C:\Users\<username>\AppData\a.dll,DLL`,
    [String.raw`windows_path C:\Users\<username>\AppData\a.dll`],
  ],
  [
    'placeholder in square brackets',
    String.raw`C:\Users\[user]\Desktop\a.exe`,
    [String.raw`windows_path C:\Users\[user]\Desktop\a.exe`],
  ],
  [
    'placeholder of several words',
    String.raw`C:\Users\[same directory as the document]\a.pdf`,
    [String.raw`windows_path C:\Users\[same directory as the document]\a.pdf`],
  ],
  [
    'HTML after a folder is no placeholder',
    String.raw`C:\ProgramData\Sync\<br>`,
    ['windows_path C:\\ProgramData\\Sync\\'],
  ],
  [
    'arguments with a slash inside quotes',
    String.raw`"C:\Windows\system32\cmd.exe /c a.bat"`,
    [String.raw`windows_path C:\Windows\system32\cmd.exe`, 'file_name a.bat'],
  ],
  [
    'arguments with a dash inside quotes',
    String.raw`"C:\Windows\Temp\svc.exe -k net"`,
    [String.raw`windows_path C:\Windows\Temp\svc.exe`],
  ],
  [
    'path as an argument inside quotes',
    String.raw`"C:\Windows\system32\rundll32.EXE C:\ProgramData\a.dll,Run"`,
    [String.raw`windows_path C:\Windows\system32\rundll32.EXE`, String.raw`windows_path C:\ProgramData\a.dll`],
  ],
  [
    'remark in brackets inside quotes',
    String.raw`"C:\Windows\Temp\a.dll (EDR unhooking, benign)"`,
    [String.raw`windows_path C:\Windows\Temp\a.dll`],
  ],
  [
    'sentence after a path in a field',
    String.raw`x,c:\logs\a.dll. This file was not found,y`,
    [String.raw`windows_path C:\logs\a.dll`],
  ],
  [
    'two variables',
    String.raw`certutil -decode %PUBLIC%\a.txt %PUBLIC%\b.exe`,
    [String.raw`windows_path %PUBLIC%\a.txt`, String.raw`windows_path %PUBLIC%\b.exe`],
  ],
  ['variable with slashes', '%AppData%/Local/a.exe', [String.raw`windows_path %AppData%\Local\a.exe`]],
  [
    'switches after a registry key',
    String.raw`HKCU\SOFTWARE\Lmu /v Name /t REG_DWORD /d 2365`,
    [String.raw`registry_key HKEY_CURRENT_USER\SOFTWARE\Lmu`],
  ],
  [
    'switches after a registry key in a field',
    String.raw`key,HKCU\SOFTWARE\Lmu /v Name /t REG_DWORD /d 2365,x`,
    [String.raw`registry_key HKEY_CURRENT_USER\SOFTWARE\Lmu`],
  ],
  ['named pipe', String.raw`\\.\pipe\slate`, []],
  ['long path prefix', String.raw`\\?\C:\Users\a.exe`, [String.raw`windows_path C:\Users\a.exe`]],
  ['host that starts with app', '"domain","app.bfiyerdn.vip","Fake app"', ['domain app.bfiyerdn.vip']],
  ['host that starts with app, alone', 'app.parcel-track.top', ['domain app.parcel-track.top']],
  ['defanged scheme with one slash', 'hxxps:/parcel-track.top/a', ['url https://parcel-track.top/a']],
  ['slash in brackets at the end', 'hxxps://parcel-track[.]top[/]a[/]', ['url https://parcel-track.top/a/']],
  ['list of versions', 'Versions 1.4.0.2 and 1.5.0.0 of it', []],
  ['list of versions with a comma', 'versions 1.4.0.2, 1.4.0.9 and 1.5.0.0', []],
  ['Russian version', 'Версия 5.2.0.1 и', []],
  ['German section', 'Abschnitt 4.1.2.3 sagt', []],
  ['Spanish version', 'la versión 4.1.2.3 del', []],
  ['Chinese version', '版本4.1.2.3的', []],
  [
    'variable envelope return path',
    'Return-Path: <bounce+88=bob=bank-verify.net@mail-orbit.biz>',
    ['email bounce+88=bob=bank-verify.net@mail-orbit.biz'],
  ],
  ['signed envelope sender', '<prvs=1234abcd=bob@bank-verify.net>', ['email prvs=1234abcd=bob@bank-verify.net']],
  ['assignment is no part of an address', 'to=bob@bank-verify.net', ['email bob@bank-verify.net']],
  ['Chinese file name in quotes', '“对账单.docx.exe”', ['file_name 对账单.docx.exe']],
  ['number sign in a file name', '«Счёт_№17.rar»', ['file_name Счёт_№17.rar']],
  ['members of common variables', 'request.post and conn.info and cls.build', []],
  ['key of JSON', '{"address.city":"x","name.first":"y"}', []],
  ['label made of several words', `ja3-fingerprint-md5\t${MD5}`, [`ja3 ${MD5}`]],
  ['escaped line break before a domain', String.raw`"one\nparcel-track.top\ntwo"`, ['domain parcel-track.top']],
  ['escaped tab before a domain', String.raw`"one\tparcel-track.top\ttwo"`, ['domain parcel-track.top']],
  ['escaped line break before an address', String.raw`"one\n203.0.113.7\ntwo"`, [A]],
  ['escaped tabs around an address', String.raw`"one\t203.0.113.7\t443"`, [A]],
  ['escaped line break before a hash', String.raw`"one\n${MD5}\ntwo"`, [`md5 ${MD5}`]],
  ['escaped line break before a CVE', String.raw`"one\nCVE-2026-31337\ntwo"`, ['cve CVE-2026-31337']],
  [
    'escaped line break before an e-mail address',
    String.raw`"one\nops@parcel-track.top\ntwo"`,
    ['email ops@parcel-track.top'],
  ],
  ['soft line break in a domain', `${'x '.repeat(32)}cdn.parcel=\r\n-track.top now`, ['domain cdn.parcel-track.top']],
  [
    'soft line break with a bare line feed',
    `${'x '.repeat(32)}cdn.parcel=\n-track.top now`,
    ['domain cdn.parcel-track.top'],
  ],
  ['soft line break in a hash', `${'x '.repeat(32)}${MD5.slice(0, 11)}=\r\n${MD5.slice(11)} now`, [`md5 ${MD5}`]],
  [
    'soft line break in an e-mail address',
    `${'x '.repeat(32)}ops@parcel=\r\n-track.top now`,
    ['email ops@parcel-track.top'],
  ],
  ['escape in lower case is the value of a parameter', 'sid=2e9f; cdn=2eparcel-track=2etop', []],
  ['label glued to a MAC', 'MAC:00:1b:44:11:3a:b7', ['mac 00:1b:44:11:3a:b7']],
  ['label glued to an ssdeep', `ssdeep:${SSDEEP}`, [`ssdeep ${SSDEEP}`]],
  ['address literal of SMTP', 'Received: from [IPv6:2001:db8::1] by', ['ipv6 2001:db8::1']],
  ['sender policy with IPv6', 'v=spf1 ip6:2001:db8:5::/48 -all', ['cidr 2001:db8:5::/48']],
  ['label glued to an IPv6 address', 'ip:2001:db8::1', ['ipv6 2001:db8::1']],
  ['question mark after a network', 'Was it 198.51.100.0/24?', ['cidr 198.51.100.0/24']],
  ['exclamation mark after a domain', 'Block parcel-track.top!', ['domain parcel-track.top']],
  ['exclamation mark and a quote after a domain', '"Block parcel-track.top!"', ['domain parcel-track.top']],
  ['spaces around the brackets', 'to evil-host [.] parcel-track [.] top now', ['domain evil-host.parcel-track.top']],
  ['spaces around the last brackets', 'to parcel-track [.] top now', ['domain parcel-track.top']],
  ['spaces around brackets in an address', 'to 203 [.] 0 [.] 113 [.] 7 now', [A]],
  [
    'spaces around brackets in an e-mail address',
    'to ops [@] parcel-track [.] top now',
    ['email ops@parcel-track.top'],
  ],
  ['spaces around brackets in a URL', 'to hxxp://parcel-track [.] top/a now', [P]],
  ['Markdown escape of the brackets', String.raw`to parcel-track\[.\]top now`, ['domain parcel-track.top']],
  ['Markdown escape of the opening bracket', String.raw`to parcel-track\[.]top now`, ['domain parcel-track.top']],
  ['Markdown escape in an address', String.raw`to 203.0.113\[.\]7 now`, [A]],
  ['Markdown escape in a URL', String.raw`to hxxp\[:\]//parcel-track\[.\]top/a now`, [P]],
  ['Markdown escape of an at sign', String.raw`to ops\[@\]parcel-track\[.\]top now`, ['email ops@parcel-track.top']],
  [
    'only the opening bracket in the host of a URL',
    'hxxp://cdn[.parcel-track[.top/a',
    ['url http://cdn.parcel-track.top/a'],
  ],
  ['form body with an e-mail address', 'email=ops%40parcel-track.top&pw=x', ['email ops@parcel-track.top']],
  ['form body with a quoted host', 'q=%22parcel-track.top%22&x=1', ['domain parcel-track.top']],
  ['form body with a URL', 'u=http%3A%2F%2Fparcel-track.top%2Fa&x=1', [P]],
  ['form body with an address', 'ip=%20203.0.113.7&x=1', [A]],
  ['variable of PowerShell', String.raw`$env:TEMP\a.ps1`, [String.raw`windows_path $env:TEMP\a.ps1`]],
  ['alternate data stream', String.raw`C:\Temp\a.txt:hidden.exe`, [String.raw`windows_path C:\Temp\a.txt:hidden.exe`]],
  ['escaped line break after a letter and a colon', String.raw`"Plan B:\nthen go"`, []],
  ['quoted file name with spaces', '"new invoice 21.exe"', ['file_name new invoice 21.exe']],
  ['round brackets in a copy', 'setup(1).exe', ['file_name setup(1).exe']],
  ['XRP address without digits', 'rPQAhsdQHrcYXuoKRAtTgHeTrSPFiZLxtS', ['xrp rPQAhsdQHrcYXuoKRAtTgHeTrSPFiZLxtS']],
  ['version after the name of a program', 'Adobe Flash Player 32.0.0.101 was found', []],
  ['version after "before"', 'Adobe Flash Player before 18.0.0.203 lets', []],
  ['version after "prior to"', 'in versions prior to 8.2.0.1 and', []],
  ['netmask with an address', 'inet 203.0.113.7 netmask 255.255.255.192 broadcast', [A]],
  ['private address under NAT64', 'from 64:ff9b::10.0.0.1 to', []],
  ['private address in 6to4', 'from 2002:a00:1::1 to', []],
  ['port and protocol', '203.0.113.7:8443/tcp', ['ipv4_port 203.0.113.7:8443', A]],
  ['port and protocol udp', '203.0.113.7:53/udp,', ['ipv4_port 203.0.113.7:53', A]],
  ['IPv6 range', '2001:db8::1-2001:db8::9', ['ip_range 2001:db8::1-2001:db8::9']],
  ['IPv6 range with spaces', '2001:db8::1 - 2001:db8::9', ['ip_range 2001:db8::1-2001:db8::9']],
  ['picture for dense screens is no mailbox', 'logo@2x.png', ['file_name logo@2x.png']],
  ['footnote glued to a URL', 'http://parcel-track.top/a[1]', [P]],
  ['footnote glued to a URL at the end of a sentence', 'http://parcel-track.top/a.[12]', [P]],
  ['proxy log', 'GET http://parcel-track.top/a - DIRECT/203.0.113.7', [P, A]],
  ['proxy log, newer', 'GET http://parcel-track.top/a - HIER_DIRECT/203.0.113.7 text/html', [P, A]],
  ['CJK neighbours of a CVE', '漏洞CVE-2021-44228影响', ['cve CVE-2021-44228']],
  ['CJK neighbours of an address', '连接到203.0.113.7后', [A]],
  ['CJK neighbours of a hash', `样本${MD5}的`, [`md5 ${MD5}`]],
  ['Japanese neighbours of a URL', 'サイトhttp://parcel-track.top/aへ', [P]],
  ['CJK neighbours of an e-mail address', '发送到billing@parcel-track.top的', ['email billing@parcel-track.top']],
  ['CJK neighbours of a technique', '使用T1059.001技术', ['attack T1059.001']],
  ['Sigma tag', 'attack.t1059.001', ['attack T1059.001']],
  ['Sigma tag in a list', '  - attack.t1547\n  - attack.g0016', ['attack T1547', 'attack G0016']],
  ['underscore before a hash', `sample_${MD5}`, [`md5 ${MD5}`]],
  ['underscore after a hash', `${MD5}_packed`, [`md5 ${MD5}`]],
  ['JA3 in a key', `tls.ja3.hash="${MD5}"`, [`ja3 ${MD5}`]],
  ['JA3 in a client key', `tls.client.ja3: ${MD5}`, [`ja3 ${MD5}`]],
  ['JA3 in a JSON key', `{"ja3_hash":"${MD5}"}`, [`ja3 ${MD5}`]],
];

describeRows('open', open);

describe('single values', () => {
  it.each([
    ['javascript:alert(1)', 'scheme_not_allowed'],
    ['data:text/html,x', 'scheme_not_allowed'],
    ['0'.repeat(64), 'not_random'],
    ['f'.repeat(32), 'not_random'],
    ['1'.repeat(40), 'not_random'],
    ['203.0.113.7:8443 connected', 'not_recognised'],
    ['note: this is text', 'not_recognised'],
  ])('%s: %s', (value, reason) => {
    expect(classify(value)).toMatchObject({ ok: false, reason });
  });

  it('a hash of one digit whose type is stated is taken at its word', () => {
    expect(canonicalise('sha1', '1'.repeat(40))).toMatchObject({ ok: true, value: '1'.repeat(40) });
  });

  it('a port that is too high is named', () => {
    expect(canonicalise('url', 'http://parcel-track.top:99999/')).toMatchObject({
      ok: false,
      reason: 'port_out_of_range',
    });
  });
});
