import { ambiguityOf } from '../artefacts/file-extensions';
import { DIGIT, everyIs, isAlnum, isDigit } from '../chars';
import { isDetectionName } from './detection-name';
import { domainParts } from './public-suffix';

/** What a dotted name with a known top-level domain most likely is. */
export type NameVerdict = 'domain' | 'ambiguous_filename' | 'code_like' | 'av_name' | 'ambiguous';

export interface NameContext {
  /** As written, without marks. */
  readonly text: string;
  /** Units right before and after the name, 0 at the ends of the text. */
  readonly before: number;
  readonly after: number;
  /** The unit after `after`. */
  readonly afterNext: number;
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Suffixes that stand in hosts far more often than in anything else. */
const CLASSIC = words(
  'com net org info biz ru cn de uk fr it eu nl br jp kr in ir ua xyz top online site club ws tk onion edu gov mil',
);

/** Of these, and of the suffixes of two letters, the ones that programs use for members too. */
const CLASSIC_MEMBERS = words('net info top online site club id');

/** Could the name be members of an object by its spelling: identifiers under a suffix that is a member's name too? */
export function mayBeMember(text: string): boolean {
  const suffix = text.slice(text.lastIndexOf('.') + 1).toLowerCase();
  const isOpen = CLASSIC_MEMBERS.has(suffix) || (suffix.length > 2 && !CLASSIC.has(suffix));
  return isOpen && /^[a-z_]\w*(?:\.[a-z_]\w*)+$/iu.test(text);
}

/** Receivers and modules whose members look like hosts: `window.name`, `process.id`, `System.IO`. */
const CODE_STEMS = words(
  'this self window document navigator location event process os sys file files user host module exports console string array object ' +
    'math json request response req res ctx obj args options config params data item node element el system java javax microsoft ' +
    'windows asp ado vb dotnet socket thread task promise function number boolean date error util utils path fs http https net url ' +
    'session app server client service agent threat dns network source destination target registry rule parent child group role ' +
    'account device container pod image message email key value field table column row db sql cmd shell script std python ruby perl ' +
    'rust golang kotlin android crypto random time datetime logging logger log threading subprocess re struct base64 hashlib requests torch np pd ' +
    'plt tf msg pkg lib conn cls evt elem input form page address axios pino doc ref props state store router cfg opts buf tmp cb vm ' +
    'id variable token property person owner admin lease entry err command handler template definition func fn ctor arg list result ' +
    'response parsed origin packet warning flags schema symbol record sender recipient profile metadata callee meta metatype wscript adodb shell scripting wsh src main index init foo bar baz env status bot',
);

/** Names that go before `.NET`. */
const FRAMEWORKS = words('asp vb ado system microsoft java android');

/** Suffixes that are members of such receivers too. */
const CODE_MEMBERS = words(
  'name id is at to in as io so do it no host link open read run call select date watch show play map email phone properties click ' +
    'stream country support events search group style page media next save now live zone network net systems codes software tools ' +
    'cloud space ai py sh rs cc pl info web dev app parts build report bar foo review security services club family company me my ' +
    'post build city store zone py md zip mov pub re st ps sc la md cat shell hosting domains computer management direct exchange ac',
);

/** Endings that malware puts before its real one: `invoice.pdf.com`. */
const DOUBLED_ENDINGS = words(
  'pdf doc docx docm xls xlsx xlsm ppt pptx rtf jpg jpeg png gif zip rar 7z txt html htm exe mp3 mp4 one img iso tar gz js lnk dmp min test spec',
);

/** File names that are never hosts, whatever their ending. */
const FILE_STEMS = words(
  'setup main index install installer config configure run script test tests update updater exploit poc shell cmd readme license changelog ' +
    'contributing requirements makefile dockerfile manage app server client utils util helper helpers module lib build deploy start stop ' +
    'init command autoexec edit loader dropper payload stage stage1 stage2 backdoor bot scan scanner crypt decrypt encrypt cgi wp-config ' +
    'notes todo docs doc sample samples malware dump invoice archive backup photo photos document documents data output results',
);

/** Hosts of one letter that exist and are shared; other one-letter names under these suffixes are taken for hosts too. */
const SHORT_HOST_SUFFIXES = words('com co me org net gd mp ly gs im pw ru cn de cx cc ws be');

/** `node_main.cc:126`, `Main.java:42`: no registry takes an underscore, and a compiler's message names a line. */
export function isSourceFile(text: string): boolean {
  const dot = text.indexOf('.');
  const ambiguity = ambiguityOf(text.slice(dot + 1).toLowerCase());
  if (ambiguity === 'none') return false;
  return text.slice(0, dot).includes('_') || (ambiguity === 'file' && /^[A-Z][a-z]\w*\.[a-z]+$/u.test(text));
}

/** May the units around the name turn its verdict? `\name`, `/name`, `$name`, `name!`, `name(`. */
export function isTelling(before: number, after: number): boolean {
  return (
    before === 92 || before === 47 || before === 36 || after === 33 || after === 40 || after === 34 || after === 123
  );
}

/** Is the suffix one that stands in hosts far more often than in anything else? */
export function isClassicSuffix(suffix: string): boolean {
  return CLASSIC.has(suffix);
}

export function startsWithWww(text: string): boolean {
  return isW(text.charCodeAt(0)) && isW(text.charCodeAt(1)) && isW(text.charCodeAt(2));
}

function isW(code: number): boolean {
  return (code | 32) === 119;
}

/** `www.` and `www2.`. */
export function isWww(text: string): boolean {
  if (!startsWithWww(text)) return false;
  return text.charCodeAt(3) === 46 || (isDigit(text.charCodeAt(3)) && text.charCodeAt(4) === 46);
}

/** Weighs a name that could be a host, a file, a member of a programming language or a detection name. */
export function weighName(context: NameContext): NameVerdict {
  const labels = context.text.split('.');
  // Nearly every name is written in small letters, and then one list serves for both.
  const isLower = context.text === context.text.toLowerCase();
  const lower = isLower ? labels : labels.map((label) => label.toLowerCase());
  if (isDetection(context, lower)) return 'av_name';
  if (isFile(context, labels, lower)) return 'ambiguous_filename';
  if (isCode(context, labels, lower)) return 'code_like';
  return isTooShort(lower) ? 'ambiguous' : 'domain';
}

function isDetection(context: NameContext, lower: readonly string[]): boolean {
  // `Emotet.CA!tr`; at the end of a sentence nothing follows the mark.
  if (context.after === 33 && isAlnum(context.afterNext)) return true;
  if (isDetectionName(lower)) return true;
  // `W64/X.CA`, `Mal/Gen.AI`: a capitalised name after a slash.
  return context.before === 47 && /^[A-Z]/u.test(context.text) && /\.[A-Z]{2}$/u.test(context.text);
}

function isCode(context: NameContext, labels: readonly string[], lower: readonly string[]): boolean {
  const last = labels.at(-1) ?? '';
  const suffix = lower.at(-1) ?? '';
  const isClassic = CLASSIC.has(suffix);
  if (isMarkedAsCode(context, labels.length, suffix)) return true;
  if (last !== suffix && isOddCase(labels, last, isClassic)) return true;
  if (isOwnMember(lower, suffix)) return true;
  if (labels.length === 2) return isMember(labels[0] ?? '', suffix);
  return (!isClassic && labels.some(isCamelCase)) || isPackage(lower, isClassic) || isDeepMember(lower, suffix);
}

/** `$name`, `name(`, `.panel.top{` of a style sheet, `"tool.name":` of JSON. */
function isMarkedAsCode(context: NameContext, labels: number, suffix: string): boolean {
  if (context.before === 36 || isCall(context, suffix, CLASSIC.has(suffix))) return true;
  if (CLOSED_SUFFIXES.has(suffix)) return true;
  if (context.after === 123) return !NEVER_METHODS.has(suffix);
  return labels === 2 && isKey(context) && KEY_MEMBERS.has(suffix);
}

/** Suffixes under which hardly any name was ever given out, and which programs use for members. */
const CLOSED_SUFFIXES = words('data target next map dot pid call read save safe case property');

/** Last parts of the keys of records that are top-level domains too. */
const KEY_MEMBERS = words('name id host email city zone date map media network');

function isKey(context: NameContext): boolean {
  return context.before === 34 && context.after === 34 && context.afterNext === 58;
}

const QUOTES_AND_CLOSER: ReadonlySet<number> = new Set([34, 39, 96, 41, 36]);
/** Suffixes that no method is called by. */
const NEVER_METHODS = words('com net org biz ru cn de uk');

/** `app.run(`; a host may have its address in brackets behind it: `evil.info (203.0.113.7)`. */
function isCall(context: NameContext, suffix: string, isClassic: boolean): boolean {
  if (context.after !== 40) return false;
  return !isClassic || (QUOTES_AND_CLOSER.has(context.afterNext) && !NEVER_METHODS.has(suffix));
}

/** What an object calls itself, and how configurations reach their variables. */
const SELVES = words('this self super cls var');

/** `this.store`, `aws_zone.main.id`. */
function isOwnMember(lower: readonly string[], suffix: string): boolean {
  const first = lower[0] ?? '';
  if (SELVES.has(first)) return !CLASSIC.has(suffix);
  return lower.length > 2 && suffix === 'id' && first.indexOf('_') > 0 && !SECOND_LEVELS.has(lower.at(-2) ?? '');
}

/** First labels of what scripts reach through: `window.location.host`, `req.body.id`. */
const DEEP_STEMS = words(
  'this self window document location navigator chrome browser process req res ctx evt event obj args module exports console',
);

/** `chrome.runtime.id`, `Array.prototype.map`. */
function isDeepMember(lower: readonly string[], suffix: string): boolean {
  if (lower.at(-2) === 'prototype') return true;
  if (!CODE_MEMBERS.has(suffix)) return false;
  const isReached = CODE_STEMS.has(lower[0] ?? '') && CODE_STEMS.has(lower.at(-2) ?? '');
  return isReached || DEEP_STEMS.has(lower[0] ?? '');
}

/** `window.name`, `Object.is`, `ASP.NET`. */
function isMember(stem: string, suffix: string): boolean {
  const lower = stem.toLowerCase();
  if (suffix === 'net') return FRAMEWORKS.has(lower);
  return CODE_MEMBERS.has(suffix) && (CODE_STEMS.has(lower) || isCamelCase(stem));
}

/** `uk.co.example`: a registry's suffix turned round. */
const SECOND_LEVELS = words('co com org net gov edu');

/** Does the name start like a package of Android or Java? */
export function startsPackage(name: string): boolean {
  return PACKAGE_ROOTS.has(name.slice(0, name.indexOf('.')).toLowerCase());
}

/** Companies' own suffixes that packages of Android and Java programs start with. */
const PACKAGE_ROOTS = words('com org net air android androidx java javax edu gov');
const NATIONAL_ROOTS = words('ru de br ua cn jp kr uk io me eu fr it pl in ir tr es nl info co');

/** What packages end in that are top-level domains too; phishing hosts start with a country under any other. */
const PACKAGE_TAILS = words(
  'app apps play map maps dev tools software systems network email media chat bot id name music video photo photos camera game ' +
    'games free pro google android bank pay news mobile phone shop store in is to at do',
);

/** `com.example.in`, `io.netty.channel`: a name in reverse. */
function isPackage(lower: readonly string[], isClassic: boolean): boolean {
  const first = lower[0] ?? '';
  if (PACKAGE_ROOTS.has(first)) return true;
  if (first === 'io' && isLongSuffix(lower)) return !isClassic && lower.every((label) => /^[a-z]\w*$/u.test(label));
  if (!NATIONAL_ROOTS.has(first) || isClassic) return false;
  return PACKAGE_TAILS.has(lower.at(-1) ?? '') || SECOND_LEVELS.has(lower[1] ?? '');
}

/** Three labels or more, the last one no country's. */
function isLongSuffix(lower: readonly string[]): boolean {
  return lower.length > 2 && (lower.at(-1) ?? '').length > 2;
}

function isCamelCase(label: string): boolean {
  return /^[A-Z]?[a-z]+[A-Z][a-z]/u.test(label);
}

/** `System.IO`, `server.In`: the suffix is capitalised although the name is not written in capitals throughout. */
function isOddCase(labels: readonly string[], last: string, isClassic: boolean): boolean {
  const isUpper = labels.every((label) => label === label.toUpperCase());
  if (isUpper) return !isClassic && last.length === 2 && labels.length === 2;
  // `Paint.NET`: products of the framework keep its capitals.
  if (last === 'NET') return true;
  if (/^[A-Z][a-z]+$/u.test(last)) return !isClassic || !/^[A-Z]/u.test(labels[0] ?? '');
  return !isClassic;
}

function isFile(context: NameContext, labels: readonly string[], lower: readonly string[]): boolean {
  const suffix = lower.at(-1) ?? '';
  const ambiguity = ambiguityOf(suffix);
  if (ambiguity === 'none') return isNamedFile(lower, suffix);
  // No registry takes an underscore.
  if (BUILD_STEMS.has(lower[0] ?? '') || lower[lower.length - 2]?.includes('_') === true) return true;
  return labels.length > 2
    ? isLongFileName(context, lower, ambiguity === 'file' && suffix !== 'sh')
    : isShortFileName(context, labels[0] ?? '', lower, ambiguity === 'file');
}

function isShortFileName(context: NameContext, stem: string, lower: readonly string[], isMostlyFile: boolean): boolean {
  if (context.before === 92 || (context.before === 47 && isMostlyFile)) return true;
  // The cheap question first: for most names the list of suffixes need not be asked.
  return (isMostlyFile || isFileStem(stem, lower[1] ?? '')) && domainParts(lower.join('.')).registrable !== null;
}

/** What web builds put before the ending of a source map or of a compressed copy. */
const WEB_ENDINGS = words('js css html htm json svg ts mjs cjs');
/** Files that a build's configuration fills in: `config.h.in`. */
const TEMPLATE_ENDINGS = words('h xml rc sh py pc conf cfg service desktop cmake spec html js json yml ac');
const BUILD_STEMS = words('makefile configure potfiles');

/** `cmd.exe-1f3b2c77.pf`: Windows keeps what it learnt about the start of a program under its name and a checksum. */
const PREFETCHED = /^\w{1,4}-[\da-f]{8}$/u;

/** `Makefile.am`, `main.js.map`, `page.html.br`, and files of the system that no host is called like. */
function isNamedFile(lower: readonly string[], suffix: string): boolean {
  if (suffix === 'pf') return lower.length > 2 && PREFETCHED.test(lower.at(-2) ?? '');
  if (lower.length === 2) return BUILD_STEMS.has(lower[0] ?? '');
  const ending = lower.at(-2) ?? '';
  return suffix === 'in'
    ? TEMPLATE_ENDINGS.has(ending)
    : (suffix === 'map' || suffix === 'br') && WEB_ENDINGS.has(ending);
}

/** Stems that name files, and capitalised ones as in `Safari.app`. */
function isFileStem(stem: string, suffix: string): boolean {
  return FILE_STEMS.has(stem.toLowerCase()) || stem.includes('_') || (suffix !== 'com' && /^[A-Z][a-z]/u.test(stem));
}

/** `report.pdf.zip`, `libfoo.1.2.so`: two endings, or a number before one, make a file. */
function isLongFileName(context: NameContext, lower: readonly string[], mayBeNumbered: boolean): boolean {
  const stem = lower.at(-2) ?? '';
  const isLong = DOUBLED_ENDINGS.has(stem) || (mayBeNumbered && everyIs(stem, DIGIT)) || context.before === 92;
  // `shop.com.pl`: the registry sells names under two labels.
  return isLong && !domainParts(lower.join('.')).suffix.includes('.');
}

/** `e.to`, `3.in`, `10.am`: too short to be told from prose and figures. */
function isTooShort(lower: readonly string[]): boolean {
  if (lower.length > 2) return false;
  const [stem = '', suffix = ''] = lower;
  if (stem.length === 1) return !SHORT_HOST_SUFFIXES.has(suffix);
  return everyIs(stem, DIGIT) && !CLASSIC.has(suffix) && stem.length < 4;
}
