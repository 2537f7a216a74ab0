import { base58check, bytesOf, ethAddress, segwit, solAddress, xmrAddress, xrpAddress } from './coins';
import { MD5, SHA1, SHA224, SHA256, SHA384, SHA512, TLSH } from './digests';
import { shownHits } from './rows';

/** One sample of each type as it stands in a text, and the hits it gives. */
const account = bytesOf('context', 20);
const keys = bytesOf('context', 64);
const btc = segwit('bc', 0, account);
const onion = 'pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion';
const ssdeep = '1536:yB+A8bMtMeRlbIzvDqZL4QzNxVDm+5gt+M2hDDDvNZ3YZ7sU:N/MwbIz7Czl';

type Sample = readonly [type: string, text: string, hits: readonly string[]];

const same = (type: string, text: string, value = text): Sample => [type, text, [`${type} ${value}`]];

/** Values without a blank or a backslash in them: they end where their alphabet ends. */
const words: Sample[] = [
  same('ipv4', '203.0.113.45'),
  same('ipv4', '203[.]0[.]113[.]45', '203.0.113.45'),
  same('ipv6', '2001:db8:4:7::9f'),
  ['ipv4_port', '203.0.113.45:8443', ['ipv4_port 203.0.113.45:8443', 'ipv4 203.0.113.45']],
  ['ipv6_port', '[2001:db8::9f]:8443', ['ipv6_port [2001:db8::9f]:8443', 'ipv6 2001:db8::9f']],
  same('cidr', '198.51.100.0/24'),
  same('cidr', '2001:db8:77::/48'),
  same('ip_range', '203.0.113.10-203.0.113.20'),
  same('domain', 'cdn.parcel-track.top'),
  same('domain', 'cdn.parcel-track[.]top', 'cdn.parcel-track.top'),
  same('domain', 'parcel-track.com'),
  same('onion', onion),
  same('url', 'http://parcel-track.top/a/b.php?id=7'),
  same('url', 'hxxps://parcel-track[.]top/a/b', 'https://parcel-track.top/a/b'),
  same('url', 'hxxp[:]//203.0.113[.]45/a/b.sh', 'http://203.0.113.45/a/b.sh'),
  same('email', 'billing@parcel-track.top'),
  same('email', 'billing[@]parcel-track[.]top', 'billing@parcel-track.top'),
  same('asn', 'AS64511'),
  same('mac', '00:1b:44:11:3a:b7'),
  same('md5', MD5),
  same('sha1', SHA1),
  same('sha224', SHA224),
  same('sha256', SHA256),
  same('sha384', SHA384),
  same('sha512', SHA512),
  same('ssdeep', ssdeep),
  same('tlsh', `T1${TLSH}`),
  same('ja4', 't13d1516h2_8daaf6152771_b186095e22b6'),
  same('cve', 'CVE-2026-31337'),
  same('ghsa', 'GHSA-jfh8-c2jp-5v3q'),
  same('cwe', 'CWE-502'),
  same('capec', 'CAPEC-242'),
  same('attack', 'T1059.001'),
  same('attack', 'TA0011'),
  same('btc', btc),
  same('eth', ethAddress(account)),
  same('xmr', xmrAddress(18, keys)),
  same('ltc', base58check(0x30, account)),
  same('trx', base58check(0x41, account)),
  same('xrp', xrpAddress(account)),
  same('iban', 'DE89370400440532013000'),
  same('file_name', 'sync-agent.exe'),
  same('file_name', 'invoice.zip'),
  same('unix_path', '/etc/cron.d/sync'),
  same('chrome_extension', 'aapocclcgogkmnckokdopfmhonfmgoek'),
];

/** Values that may hold blanks or need a word before them. */
const delimited: Sample[] = [
  same('registry_key', String.raw`HKCU\Software\Sync\Run`, String.raw`HKEY_CURRENT_USER\Software\Sync\Run`),
  same('windows_path', String.raw`C:\Users\Public\sync.exe`),
  same('windows_path', String.raw`%TEMP%\sync\a.dll`),
  same('unc_path', String.raw`\\files-srv\share\a.exe`),
  ['imphash', `imphash ${MD5}`, [`imphash ${MD5}`]],
  ['ja3', `JA3 ${MD5}`, [`ja3 ${MD5}`]],
  ['sol', `SOL ${solAddress(keys.subarray(0, 32))}`, [`sol ${solAddress(keys.subarray(0, 32))}`]],
];

type Context = readonly [name: string, before: string, after: string];

/** Nothing in these can be part of a value. */
const closed: Context[] = [
  ['alone', '', ''],
  ['end of sentence', 'We saw ', '.'],
  ['end of line', 'We saw ', '.\nThen nothing.'],
  ['comma', 'We saw ', ', and more'],
  ['exclamation mark', 'We saw ', '!'],
  ['question mark', 'Was it ', '?'],
  ['round brackets', 'it (', ') was'],
  ['square brackets', 'it [', '] was'],
  ['braces', 'it {', '} was'],
  ['double quotes', 'it "', '" was'],
  ['single quotes', "it '", "' was"],
  ['curly double quotes', 'it “', '” was'],
  ['curly single quotes', 'it ‘', '’ was'],
  ['German quotes', 'it „', '“ was'],
  ['guillemets', 'it «', '» was'],
  ['backticks', 'it `', '` was'],
  ['angle brackets', 'it <', '> was'],
  ['quoted CSV', '"1","', '","x"'],
  ['CSV of one column', 'value\r\n', '\r\nend'],
  ['tab-separated', '1\t', '\tx'],
  ['pipe-separated', 'one|', '|two'],
  ['Markdown bullet', '- ', '\n- next'],
  ['Markdown star bullet', '* ', '\n* next'],
  ['bullet sign', '• ', '\n• next'],
  ['Markdown bold', 'it **', '** was'],
  ['Markdown table', '| ', ' | note |'],
  ['Markdown heading', '## ', '\n\nText'],
  ['Markdown quote', '> ', '\n> next'],
  ['Markdown fence', '```\n', '\n```'],
  ['HTML cell', '<tr><td>', '</td><td>x</td></tr>'],
  ['HTML list', '<ul><li>', '</li></ul>'],
  ['HTML line break', 'x<br>', '<br/>y'],
  ['HTML code', '<code class="ioc">', '</code>'],
  ['HTML attribute', '<i data-ioc="', '">x</i>'],
  ['XML', '<ioc>', '</ioc>'],
  ['quote entities', '&quot;', '&quot;'],
  ['angle bracket entities', '&lt;', '&gt;'],
  ['no-break space entities', 'it&nbsp;', '&nbsp;was'],
  ['no-break spaces', 'it\u00a0', '\u00a0was'],
  ['ideographic spaces', '値\u3000', '\u3000値'],
  ['zero-width spaces', 'it \u200b', '\u200b was'],
  ['byte order mark', '\ufeff', '\nnext'],
  ['left-to-right mark', 'it \u200e', '\u200e was'],
  ['right-to-left text', 'العنوان \u2067', '\u2069، ثم'],
  ['direction override', 'it \u202d', '\u202c was'],
  ['CJK corner brackets', '「', '」'],
  ['CJK lenticular brackets', '【', '】'],
  ['CJK round brackets', '（', '）'],
  ['CJK book brackets', '《', '》'],
  ['CJK full stop', '地址：', '。'],
  ['CJK comma', '地址：', '，已封'],
  ['CJK list comma', '、', '、'],
  ['ellipsis', 'it ', '…'],
  ['three dots', 'it ', '... and'],
  ['footnote after a space', 'it ', ' [1] was'],
  ['emoji', '🚩', '🚩'],
  ['arrow', '→ ', ' → next'],
  ['numbered line', '1. ', '\n2. next'],
  ['lettered line', 'a) ', '\nb) next'],
  ['list of Python', "['", "', 'x']"],
  ['YAML', '- value: ', '\n  note: x'],
  ['quoted key', '"ioc": "', '"'],
  ['JSON in JSON', String.raw`{\"ioc\":\"`, String.raw`\",\"n\":1}`],
  ['comment of code', '# ', '\n'],
  ['C comment', '/* ', ' */'],
  ['assignment', "ioc='", "';"],
  ['NUL', 'it \0', '\0 was'],
  ['form feed', 'it\f', '\fwas'],
  ['vertical tab', 'it\v', '\vwas'],
  ['next line', 'it\u0085', '\u0085was'],
  ['line separator', 'it\u2028', '\u2028was'],
  ['lone surrogate', 'it \ud800', '\udc00 was'],
];

/** A value may go on after these when it may hold blanks. */
const open: Context[] = [
  ['sentence', 'blocked ', ' twice today'],
  ['log line', '2026-11-21T22:00:01.123Z fw01 DENY ', ' count=3 proto=tcp'],
  ['syslog', '<34>Nov 21 22:00:01 gate app[123]: hit ', ' rule=7'],
  ['key and value', 'ioc=', ' x=1'],
  ['spaced key and value', 'ioc = ', ' x = 1'],
  ['key and colon', 'ioc: ', ' x: 1'],
  ['key and colon, glued', 'ioc:', ' x'],
  ['colon after it', '', ': malicious'],
  ['dash after it', '', ' - malicious'],
  ['en dash after it', '', ' – malicious'],
  ['brackets after it', '', ' (malicious)'],
  ['slash list', 'x / ', ' / y'],
  ['and', 'this and ', ' and that'],
  ['aligned columns', '   17   ', '      2026-11-21'],
];

const cases = (
  samples: readonly Sample[],
  contexts: readonly Context[],
): (readonly [string, string, string, readonly string[]])[] =>
  samples.flatMap(([type, text, hits]) =>
    contexts.map(([name, before, after]) => [type, name, `${before}${text}${after}`, hits] as const),
  );

describe('every type in every place', () => {
  it.each(cases(words, [...closed, ...open]))('%s, %s: %j', (_type, _name, text, hits) => {
    expect(shownHits(text)).toEqual(hits);
  });

  it.each(cases(delimited, closed))('%s, %s: %j', (_type, _name, text, hits) => {
    expect(shownHits(text)).toEqual(hits);
  });
});
