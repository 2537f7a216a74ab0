import { describeRows } from './rows';
import type { Row } from './rows';

const D = 'domain cdn.parcel-track.top';
const U = 'url http://parcel-track.top/a/b.php?x=1&y=2';
const E = 'email billing@parcel-track.top';

const html: Row[] = [
  ['decimal entities for the dots', 'cdn&#46;parcel-track&#46;top', [D]],
  ['hexadecimal entities for the dots', 'cdn&#x2e;parcel-track&#x2E;top', [D]],
  ['entity for the at sign', 'billing&#64;parcel-track.top', [E]],
  ['entity for the at sign, hexadecimal', 'billing&#x40;parcel-track.top', [E]],
  ['entities in a URL', 'http&#58;&#47;&#47;parcel-track.top/a/b.php?x=1&amp;y=2', [U]],
  ['ampersand in an attribute', '<a href="http://parcel-track.top/a/b.php?x=1&amp;y=2">x</a>', [U]],
  ['ampersand as a number', '<a href="http://parcel-track.top/a/b.php?x=1&#38;y=2">x</a>', [U]],
  ['plain ampersand', '<a href="http://parcel-track.top/a/b.php?x=1&y=2">x</a>', [U]],
  ['word break tag is no part', 'cdn.parcel-track.top<wbr>', [D]],
  ['span after it', '<span>cdn.parcel-track.top</span><span>x</span>', [D]],
  ['no-break space entity before and after', '&nbsp;cdn.parcel-track.top&nbsp;', [D]],
  ['quote entities around an address', '&#39;203.0.113.7&#39;', ['ipv4 203.0.113.7']],
  ['apostrophe entity after a domain', 'cdn.parcel-track.top&#8217;s', [D]],
  ['entity that is none', 'a&b.parcel-track.top', ['domain b.parcel-track.top']],
  ['doctype', '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN">', []],
  ['image source', '<img src="http://parcel-track.top/i.png" width=1>', ['url http://parcel-track.top/i.png']],
  ['comment', '<!-- cdn.parcel-track.top -->', [D]],
];

const quotedPrintable: Row[] = [
  ['dot', 'cdn=2Eparcel-track=2Etop', [D]],
  ['soft line break in a URL', '<a href=3D"http://parcel-track.top/a/=\r\nb.php?x=3D1&y=3D2">', [U]],
  [
    'attribute with an escaped equals sign',
    '<a href=3D"http://parcel-track.top/a">',
    ['url http://parcel-track.top/a'],
  ],
  ['at sign', 'billing=40parcel-track.top', [E]],
  ['hard line break', 'see cdn.parcel\r\n-track.top now', ['domain track.top']],
];

const json: Row[] = [
  ['escaped slashes', String.raw`{"u":"http:\/\/parcel-track.top\/a\/b.php?x=1&y=2"}`, [U]],
  ['unicode escape of an ampersand', String.raw`{"u":"http://parcel-track.top/a/b.php?x=1\u0026y=2"}`, [U]],
  ['unicode escape of a dot', String.raw`{"d":"cdn\u002eparcel-track\u002etop"}`, [D]],
  ['unicode escapes of angle brackets', String.raw`"\u003ccdn.parcel-track.top\u003e"`, [D]],
  ['unicode escape of a quote', String.raw`"\u0022cdn.parcel-track.top\u0022"`, [D]],
  ['carriage returns', String.raw`"one\r\ncdn.parcel-track.top\r\ntwo"`, [D]],
  ['relative path whose last part starts like an escape', String.raw`in Release\netiso.sys`, ['file_name netiso.sys']],
  ['escaped quotes', String.raw`"say \"cdn.parcel-track.top\" now"`, [D]],
  [
    'doubled backslashes of a path',
    String.raw`{"p":"C:\\Users\\Public\\sync.exe"}`,
    [String.raw`windows_path C:\Users\Public\sync.exe`],
  ],
];

const percent: Row[] = [
  [
    'URL in a query',
    'http://parcel-track.top/r?u=https%3A%2F%2Fdrop-zone.biz%2Fx%3Fa%3D1',
    ['url http://parcel-track.top/r?u=https%3A%2F%2Fdrop-zone.biz%2Fx%3Fa%3D1', 'url https://drop-zone.biz/x?a=1'],
  ],
  [
    'URL in a query, followed by another parameter',
    'http://parcel-track.top/r?u=https%3A%2F%2Fdrop-zone.biz%2Fx&k=1',
    ['url http://parcel-track.top/r?u=https%3A%2F%2Fdrop-zone.biz%2Fx&k=1', 'url https://drop-zone.biz/x'],
  ],
  ['URL alone', 'https%3A%2F%2Fdrop-zone.biz%2Fx%3Fa%3D1', ['url https://drop-zone.biz/x?a=1']],
  [
    'mail protection link',
    'https://eur02.safelinks.protection.outlook.com/?url=http%3A%2F%2Fdrop-zone.biz%2Fx&data=05',
    [
      'url https://eur02.safelinks.protection.outlook.com/?url=http%3A%2F%2Fdrop-zone.biz%2Fx&data=05',
      'url http://drop-zone.biz/x',
    ],
  ],
  [
    'private host in a query',
    'http://parcel-track.top/r?u=http://10.0.0.1/x',
    ['url http://parcel-track.top/r?u=http://10.0.0.1/x'],
  ],
  ['broken escape', 'http://parcel-track.top/%zz', ['url http://parcel-track.top/%zz']],
];

const hidden: Row[] = [
  ['zero-width space in a domain', 'cdn.parcel\u200b-track.top', [D]],
  ['zero-width joiner in a domain', 'cdn.parcel\u200d-track.top', [D]],
  ['soft hyphen in a domain', 'cdn.parcel\u00ad-track.top', [D]],
  ['byte order mark in a domain', 'cdn.parcel\ufeff-track.top', [D]],
  ['zero-width space in an address', '203.\u200b0.113.7', ['ipv4 203.0.113.7']],
  ['zero-width space in a URL', 'http://\u200bparcel-track.top/\u200ba', ['url http://parcel-track.top/a']],
  ['left-to-right mark inside', 'cdn.\u200eparcel-track.top', [D]],
  ['full-width letters', 'ｃｄｎ.parcel-track.top', [D]],
  ['full-width digits', '２０３.0.113.7', ['ipv4 203.0.113.7']],
  ['decomposed umlaut', 'bu\u0308cher-shop.de', ['domain xn--bcher-shop-9db.de']],
];

describeRows('HTML', html);
describeRows('quoted-printable', quotedPrintable);
describeRows('JSON', json);
describeRows('percent escapes', percent);
describeRows('characters nobody sees', hidden);
