import { classify, extract, refang } from '../../src/index';
import { shownHits } from './rows';

/** Ways to write a dot, with what may stand around it. */
const DOTS: readonly (readonly [name: string, mark: string])[] = [
  ['square brackets', '[.]'],
  ['round brackets', '(.)'],
  ['braces', '{.}'],
  ['angle brackets', '<.>'],
  ['word in square brackets', '[dot]'],
  ['word in round brackets', '(dot)'],
  ['word in braces', '{dot}'],
  ['capital word', '[DOT]'],
  ['capitalised word', '(Dot)'],
  ['backslash', '\\.'],
  ['only the closing bracket', '.]'],
  ['spaces inside the brackets', '[ . ]'],
  ['spaces around the word', ' [dot] '],
  ['spaces inside the word brackets', '[ dot ]'],
  ['middle dot', '·'],
  ['ideographic full stop', '。'],
  ['full-width full stop', '．'],
  ['half-width full stop', '｡'],
  ['one-dot leader', '․'],
  ['decimal entity', '&#46;'],
  ['hexadecimal entity', '&#x2e;'],
  ['hexadecimal entity, capitals', '&#x2E;'],
  ['named entity', '&period;'],
  ['quoted-printable', '=2E'],
  ['zero-width space after the dot', '.\u200b'],
  ['zero-width space before the dot', '\u200b.'],
  ['word joiner', '\u2060.'],
  ['zero-width no-break space', '.\ufeff'],
  ['soft hyphen', '\u00ad.'],
  ['doubled brackets', '[[.]]'],
  ['mixed brackets', '[.)'],
];

/** Characters nobody sees and the escapes of a format are no marks that somebody set. */
const ENCODED = /[\u200b\ufeff\u00ad\u2060&=]/;

describe('dots', () => {
  it.each(DOTS)('%s in every place of a name: %s', (_name, dot) => {
    expect(shownHits(`to cdn${dot}parcel-track${dot}top now`)).toEqual(['domain cdn.parcel-track.top']);
  });

  it.each(DOTS)('%s in the last place of a name only: %s', (_name, dot) => {
    expect(shownHits(`to cdn.parcel-track${dot}top now`)).toEqual(['domain cdn.parcel-track.top']);
  });

  it.each(DOTS)('%s in the last place of an address only: %s', (_name, dot) => {
    expect(shownHits(`to 203.0.113${dot}7 now`)).toEqual(['ipv4 203.0.113.7']);
  });

  it.each(DOTS)('%s in every place of an address: %s', (_name, dot) => {
    expect(shownHits(`to 203${dot}0${dot}113${dot}7 now`)).toEqual(['ipv4 203.0.113.7']);
  });

  it.each(DOTS)('%s in the host of a URL: %s', (_name, dot) => {
    expect(shownHits(`to hxxps://cdn.parcel-track${dot}top/a/b.php now`)).toEqual([
      'url https://cdn.parcel-track.top/a/b.php',
    ]);
  });

  it.each(DOTS)('%s in the domain of an e-mail address: %s', (_name, dot) => {
    expect(shownHits(`to ops@parcel-track${dot}top now`)).toEqual(['email ops@parcel-track.top']);
  });

  it.each(DOTS)('%s is undone by refang and read by classify: %s', (_name, dot) => {
    expect(refang(`cdn${dot}parcel-track${dot}top`)).toBe('cdn.parcel-track.top');
    expect(classify(`cdn${dot}parcel-track${dot}top`)).toMatchObject({ type: 'domain', value: 'cdn.parcel-track.top' });
  });

  it.each(DOTS.filter(([, dot]) => !ENCODED.test(dot)))('%s is told as defanged: %s', (_name, dot) => {
    expect(extract(`to cdn.parcel-track${dot}top now`).map((hit) => hit.defanged)).toEqual([true]);
  });

  it('different marks in one name', () => {
    expect(shownHits('a[.]b(dot)parcel-track{.}top')).toEqual(['domain a.b.parcel-track.top']);
    expect(shownHits('203[.]0(.)113{dot}7')).toEqual(['ipv4 203.0.113.7']);
  });

  it('commas between the octets', () => {
    expect(shownHits('203,0,113,7')).toEqual(['ipv4 203.0.113.7']);
  });

  it('spaces around one dot of an address', () => {
    expect(shownHits('1.1.1 . 1')).toEqual(['ipv4 1.1.1.1']);
  });

  it('the word without brackets is prose', () => {
    expect(shownHits('parcel-track dot top')).toEqual([]);
  });
});

const SCHEMES: readonly (readonly [mark: string, scheme: string])[] = [
  ['hxxp://', 'http'],
  ['hxxps://', 'https'],
  ['hXXp://', 'http'],
  ['hXXps://', 'https'],
  ['HXXP://', 'http'],
  ['hXxP://', 'http'],
  ['hxtp://', 'http'],
  ['htxp://', 'http'],
  ['htxps://', 'https'],
  ['h**p://', 'http'],
  ['h**ps://', 'https'],
  ['hxxp:\\\\', 'http'],
  ['http:\\\\', 'http'],
  ['http:///', 'http'],
  ['meow://', 'http'],
  ['h[tt]p://', 'http'],
  ['h[xx]p://', 'http'],
  ['[http]://', 'http'],
  ['[https]://', 'https'],
  ['[hxxp]://', 'http'],
  ['(http)://', 'http'],
  ['http[:]//', 'http'],
  ['hxxp[:]//', 'http'],
  ['hxxps[:]//', 'https'],
  ['http[://]', 'http'],
  ['hxxps[://]', 'https'],
  ['http(:)//', 'http'],
  ['http{:}//', 'http'],
  ['http[:/]/', 'http'],
  ['http:[//]', 'http'],
  ['http[:][/][/]', 'http'],
  ['http:[/][/]', 'http'],
  ['hxxp&#58;//', 'http'],
  ['hxxp&#58;&#47;&#47;', 'http'],
  ['hxxp&colon;&sol;&sol;', 'http'],
  ['http%3A%2F%2F', 'http'],
  ['http=3A//', 'http'],
  ['http:\\/\\/', 'http'],
  ['http：／／', 'http'],
  ['ftp[:]//', 'ftp'],
  ['fxp://', 'ftp'],
  ['ftxp://', 'ftp'],
  ['fxtp://', 'ftp'],
  ['sftp://', 'sftp'],
  ['ftps://', 'ftps'],
];

describe('schemes', () => {
  it.each(SCHEMES)('%s is %s', (mark, scheme) => {
    expect(shownHits(`to ${mark}parcel-track.top/a.php now`)).toEqual([`url ${scheme}://parcel-track.top/a.php`]);
  });

  it.each(SCHEMES)('%s and a defanged host', (mark, scheme) => {
    expect(shownHits(`to ${mark}parcel-track[.]top/a.php now`)).toEqual([`url ${scheme}://parcel-track.top/a.php`]);
  });

  it.each(SCHEMES)('%s before an address and a port', (mark, scheme) => {
    expect(shownHits(`to ${mark}203[.]0[.]113[.]7:8080/a now`)).toEqual([`url ${scheme}://203.0.113.7:8080/a`]);
  });

  it.each(['tcp://', 'rtmp://', 'udp://', 'ws://', 'wss://', 'ldap://', 'smb://', 'stratum+tcp://'])('%s', (scheme) => {
    expect(shownHits(`to ${scheme}parcel-track.top:8080/a now`)).toEqual([`url ${scheme}parcel-track.top:8080/a`]);
  });

  it('brackets around the scheme', () => {
    expect(shownHits('[hxxp://]parcel-track.top/a')).toEqual(['url http://parcel-track.top/a']);
  });

  it('backslashes in the path', () => {
    expect(shownHits('https:\\\\parcel-track.top\\a')).toEqual(['url https://parcel-track.top/a']);
  });

  it('a defanged host with a path needs no scheme', () => {
    expect(shownHits('parcel-track[.]top/gate.php')).toEqual(['url http://parcel-track.top/gate.php']);
    expect(shownHits('203.0.113[.]7/gate.php')).toEqual(['url http://203.0.113.7/gate.php']);
    expect(shownHits('parcel-track[.]top:8080/gate.php')).toEqual(['url http://parcel-track.top:8080/gate.php']);
  });

  it('slashes in brackets', () => {
    expect(shownHits('hxxp[:]//parcel-track[.]top[/]a[/]b.php')).toEqual(['url http://parcel-track.top/a/b.php']);
  });

  it('dots in brackets in the path too', () => {
    expect(shownHits('hxxp://parcel-track[.]top/a/b[.]php?x=1[.]2')).toEqual([
      'url http://parcel-track.top/a/b.php?x=1.2',
    ]);
  });

  it('a colon in brackets before the port', () => {
    expect(shownHits('hxxp://parcel-track[.]top[:]8080/a')).toEqual(['url http://parcel-track.top:8080/a']);
  });

  it('a Markdown link keeps its target apart', () => {
    expect(shownHits('[the gate](hxxp://parcel-track[.]top/a)')).toEqual(['url http://parcel-track.top/a']);
  });
});

const ATS = [
  '[@]',
  '(@)',
  '{@}',
  '[at]',
  '(at)',
  '{at}',
  '[AT]',
  ' [at] ',
  ' (at) ',
  '[ at ]',
  '＠',
  '&#64;',
  '&commat;',
  '=40',
];

describe('at signs', () => {
  it.each(ATS)('%s', (at) => {
    expect(shownHits(`to ops${at}parcel-track.top now`)).toEqual(['email ops@parcel-track.top']);
  });

  it.each(ATS)('%s and a defanged domain', (at) => {
    expect(shownHits(`to ops${at}parcel-track[.]top now`)).toEqual(['email ops@parcel-track.top']);
  });

  it('the word without brackets is prose', () => {
    expect(shownHits('look at parcel-track.top')).toEqual(['domain parcel-track.top']);
  });
});

describe('marks that are prose', () => {
  it.each([
    ['brackets in code', 'const a = list[.5] + list(.5);'],
    ['ellipsis in brackets', 'as he said [...] and left'],
    ['ellipsis in round brackets', 'as he said (...) and left'],
    ['the words alone', 'the sign (dot) or look [at] that'],
    ['list items', 'a) one (b) two [c] three'],
    ['regular expression', String.raw`foo\.bar[.]baz`],
    ['decimal with a middle dot', 'a dose of 3·5 mg'],
    ['ideographic full stop between sentences', '今天很好。明天也好。'],
    ['empty brackets', 'f() [] {} <>'],
    ['smileys', 'nice :] and :) and [:'],
    ['Markdown task', '- [x] done'],
  ])('%s: %s', (_name, text) => {
    expect(shownHits(text)).toEqual([]);
  });

  it.each([
    'the sign (dot) or',
    'as he said [...] and left',
    '今天很好。明天也好。',
    'list(.5)',
    '- [x] done',
    'f() [] {}',
  ])('refang leaves %s', (text) => {
    expect(refang(text)).toBe(text);
  });
});
