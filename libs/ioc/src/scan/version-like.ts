import { ALPHA, asciiSet, classOf, isAlnum, isIn } from '../chars';
import { isUnspacedScript } from '../names/unicode-scripts';
import type { TextView } from '../refang/text-view';
import { lineBefore, shapeOf, startsWithWord, wordBefore, wordEndBefore, wordShapeBefore } from './context';
import type { ScanState } from './scan-state';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Words before four numbers that make them a version or the number of a chapter, in the languages of reports. */
const VERSION_WORDS = words(
  'version versions ver vers v release releases rev revision build builds firmware update patch hotfix oid chapter section ' +
    'figure table clause kernel driver sdk framework fileversion productversion assemblyversion file-version product-version ' +
    'file_version product_version agent-version versionnumber fileversionnumber productversionnumber upgraded abschnitt kapitel versión versiones versão versione versie wersja ' +
    'sürüm версия версии версию версией версій версія розділ раздел section sección capítulo chapitre',
);

/** Programs that reports name with four numbers behind. */
const PROGRAMS = words(
  'chrome chromium firefox edge opera safari brave java jre jdk flash player reader acrobat openssl php python office windows ' +
    'android ios macos anydesk teamviewer screenconnect connectwise whatsapp telegram vmware esxi vcenter weblogic websphere ' +
    'coldfusion moveit papercut veeam citrix netscaler zimbra routeros fortios pan-os confluence jira jenkins winrar photoshop ' +
    'itunes quicktime shockwave silverlight foxit splunk solarwinds orion serv-u git docker kubernetes openvpn',
);

/** The same words in scripts written without spaces: `版本号为2.0.0.5`, `버전 3.2.1.0`. */
const UNSPACED_WORD = /(?:版本号?[为是為]?|版號|バージョンは?|버전은?)[\s:：]{0,2}$/u;
const UNSPACED_LOOKBEHIND = 8;

/** Words before a slash that do not name a product: `tcp/1.2.3.4`, and the proxy's `HIER_DIRECT/1.2.3.4`. */
const NOT_PRODUCTS = words('tcp udp ip ipv4 host src dst source destination and or address');
const PROXY_ROUTES = ['direct', 'parent', 'sibling_hit', 'sibling'];

const shapesOf = (list: Iterable<string>): ReadonlySet<number> =>
  new Set(Array.from(list, (word) => shapeOf(word.length, word.charCodeAt(word.length - 1))));

/** A word of another shape needs no look-up. */
const VERSION_SHAPES = shapesOf(VERSION_WORDS);
const SHAPES = shapesOf([...VERSION_WORDS, ...PROGRAMS]);

/** A word for a version or a program, then one that compares: `versions prior to`, `Player before`. */
const COMPARED =
  /(?:\bversions?|\bplayer|\bbuilds?|\breleases?|\breader|\bserver) (?:before|prior to|up to|through|until|below|than|<=?) $/u;
const COMPARED_LOOKBEHIND = 40;

/** What follows a version and no address; `and later 203.0.113.8` goes on with another address. */
const VERSION_TAIL =
  /^ (?:release notes|(?:and|or) (?:earlier|later|below|above|prior|older|newer|higher)(?=$|[\r\n,.;:)]| versions?\b)|beta|alpha|rc ?\d|build \d)/iu;
const TAIL_LENGTH = 24;
/** First letters of such a tail, behind its blank. */
const TAIL_STARTS = asciiSet('abroABRO');

/** Longest text between two versions of a list. */
const MAX_LIST_GAP = 6;

/** Are four numbers a version or a heading, by what stands around them? */
export function isVersion(scanner: ScanState, from: number, end: number): boolean {
  const { view } = scanner;
  if (scanner.hostEnd === from - 1) return false;
  if (continuesList(scanner, from) || view.at(from - 1) === SECTION_SIGN) return true;
  const before = view.at(from - 1);
  if (before === 61) return isPin(view, from);
  if (before === 47) return isProduct(view, from);
  if (followsWideWord(view, from)) return UNSPACED_WORD.test(lineBefore(view, from, UNSPACED_LOOKBEHIND));
  return followsVersionWord(view, from) || hasVersionTail(view, end) || (before === 32 && isCompared(view, from));
}

/** Does a letter of a script without spaces stand before the number, one sign and a blank away at most? */
function followsWideWord(view: TextView, from: number): boolean {
  let at = from - 1;
  while (from - at < MAX_SIGNS && (view.at(at) === 32 || view.at(at) === 58)) at -= 1;
  return view.at(at) > 127 && isUnspacedScript(view.at(at));
}

const MAX_SIGNS = 3;

function followsVersionWord(view: TextView, from: number): boolean {
  const before = view.at(from - 1);
  if (before === 40 && followsRelease(view, from)) return true;
  if (before === 34 && FIELD.test(lineBefore(view, from, FIELD_LOOKBEHIND))) return true;
  if (!SHAPES.has(wordShapeBefore(view, from))) return false;
  const word = wordBefore(view, from);
  return VERSION_WORDS.has(word) || PROGRAMS.has(word);
}

/** `InitiatingProcessVersionInfoProductVersion == "22.3.5.1"` */
const FIELD = /version"? ?(?:==?|:|!=) ?"$/u;
const FIELD_LOOKBEHIND = 20;
const RELEASE_LOOKBEHIND = 20;

/** `2023.0.1 (15.0.1.36)`: the build of a release. */
function followsRelease(view: TextView, from: number): boolean {
  return /\d\.\d{1,3}\.\d{1,5} \($/u.test(lineBefore(view, from, RELEASE_LOOKBEHIND));
}

function hasVersionTail(view: TextView, end: number): boolean {
  if (view.at(end) !== 32 || !isIn(TAIL_STARTS, view.at(end + 1))) return false;
  return VERSION_TAIL.test(view.text(end, Math.min(end + TAIL_LENGTH, view.length)));
}

const SECTION_SIGN = 0xa7;

/** `Firefox/115.0.2.1`, but not `tcp/203.0.113.7`. */
function isProduct(view: TextView, from: number): boolean {
  const end = wordEndBefore(view, from);
  const isName = (classOf(view.at(end - 1)) & ALPHA) !== 0;
  if (!isName || PROXY_ROUTES.some((route) => startsWithWord(view, end - route.length, route))) return false;
  return !NOT_PRODUCTS.has(wordBefore(view, from));
}

/** Names of fields that hold an address, as filters compare them: `ip.addr==203.0.113.7`. */
const ADDRESS_FIELD = /(?:ip|addr|address|src|dst|host|server|source|destination|remote)$/u;

/** `package==1.0.0.1`, `package>=1.0.0.1`; an equals sign alone stands before anything. */
function isPin(view: TextView, from: number): boolean {
  if (!COMPARISONS.has(view.at(from - 2))) {
    return VERSION_SHAPES.has(wordShapeBefore(view, from)) && VERSION_WORDS.has(wordBefore(view, from));
  }
  return !ADDRESS_FIELD.test(wordBefore(view, from));
}

const COMPARISONS: ReadonlySet<number> = new Set([33, 60, 61, 62, 126]);

function isCompared(view: TextView, from: number): boolean {
  const last = view.at(from - 2) | 32;
  // before, to, through, until, below, than, <, <=
  if (isAlnum(last) && !'eohlwn'.includes(String.fromCharCode(last))) return false;
  return COMPARED.test(lineBefore(view, from, COMPARED_LOOKBEHIND));
}

/** `versions 1.4.0.2, 1.4.0.9 and 1.5.0.0` */
function continuesList(scanner: ScanState, from: number): boolean {
  const gap = from - scanner.versionEnd;
  if (gap < 1 || gap > MAX_LIST_GAP) return false;
  return /^(?:, |[,\-/]| and |, and | or | - | to )$/u.test(scanner.view.text(scanner.versionEnd, from));
}
