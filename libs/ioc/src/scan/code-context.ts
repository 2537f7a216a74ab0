import { asciiSet, isAlnum, isIn } from '../chars';
import type { TextView } from '../refang/text-view';
import { isLineStart, wordBefore } from './context';

/** Units of the line looked at on each side of a name. */
const MAX_LINE_LENGTH = 160;

/** What stands before and after an operand of a programming language; a comma or a colon alone proves nothing. */
const BEFORE_OPERAND = asciiSet('=([{,!&|?:+-*<>;@$.');
const AFTER_OPERAND = asciiSet('=)]},;({&|?:+-*<>!.');
const QUOTES = asciiSet('"\'`');

/** Words that an expression follows and no host in a command line: `return a.b`. */
const KEYWORDS: ReadonlySet<string> = new Set(
  'return await yield typeof new not and or in if elif case throw raise print const let var'.split(' '),
);

/** Without any of these a line holds no sign that may stand anywhere: one look at it in place of five. */
const MAY_HOLD_SIGN = /==|[:+]=|[{$>]|\(\)|::|[a-z_]{2}\(|(?:this|self)\./iu;

/** Signs of source code that sentences, lists and logs hold hardly ever, wherever they stand in the line. */
const SIGNS: readonly RegExp[] = [
  /[=!]==|:=|\+=|\{\{|\$\{|\(\)|\) \{/u,
  // `(row) => row.x`, `row => row.x`; an arrow alone joins hosts in logs.
  /(?:\)|[(,=] ?[A-Za-z_]{1,30}) ?=> /u,
  /[A-Za-z_]->[a-z_]|[A-Za-z_]{3}::[A-Za-z_]/u,
  /(?<![\w/])(?:this|self|\$[a-z_]{1,30})\.[a-z_]/iu,
  // A call of a member: `cfg.load(`, `fmt.Println(`; an address may stand in brackets behind a host.
  /[\w)\]]\.(?!(?:com|net|org|info|biz|ru|cn)\()[A-Za-z_]{2,40}\((?!\d)/u,
];

/** The same at the start of the line. */
const FIRST_SIGNS: readonly RegExp[] = [
  /^\s{0,40}(?:const|let|var|return|function|def|class|import|export|public|private|static|func|fn|await|match)\s/u,
  // Conditions: `if (a.b == c)`.
  /^\s{0,40}(?:if|for|while|switch|elif)\s?\(?[^"']{1,80}(?:==|&&|\|\||[<>]=)/u,
  // An assignment between members: `a.b.c = d.e;`.
  /^\s{0,40}[A-Za-z_]\w{0,40}(?:\.\w{1,40}){1,6} = [\w$.]{1,80};\s*$/u,
];

/** `// C2 is evil.live`, `# evil.live`: what is remarked is no code. */
const REMARK = /(?:^|[^:])\/\/|^\s{0,40}(?:#|\*|--|\/\*)|\s#\s/u;

/**
 * Does a name stand where a programming language has an expression, in a line that shows what it is? Names in quotes,
 * in remarks and as arguments of commands are none.
 */
export function standsInCode(view: TextView, start: number, end: number): boolean {
  if (isIn(QUOTES, view.at(start - 1)) || isIn(QUOTES, view.at(end))) return false;
  if (!followsOperator(view, start) || !precedesOperator(view, end)) return false;
  const before = lineBack(view, start);
  if (REMARK.test(before)) return false;
  if (isAssigned(view, start, end)) return true;
  const line = before + view.text(start, lineEnd(view, end));
  if (FIRST_SIGNS.some((sign) => sign.test(line))) return true;
  return MAY_HOLD_SIGN.test(line) && SIGNS.some((sign) => sign.test(line));
}

function followsOperator(view: TextView, start: number): boolean {
  const at = backOverBlanks(view, start);
  const code = view.at(at - 1);
  // `host=evil.live` of a log; programs set the sign off with blanks.
  if (code === 61 && at === start && isAlnum(view.at(at - 2))) return false;
  if (at === 0 || code === 10 || code === 13 || isIn(BEFORE_OPERAND, code)) return true;
  return at < start && KEYWORDS.has(wordBefore(view, start));
}

function precedesOperator(view: TextView, end: number): boolean {
  let at = end;
  while (at - end < MAX_BLANKS && (view.at(at) === 32 || view.at(at) === 9)) at += 1;
  const code = view.at(at);
  return code === 0 || code === 10 || code === 13 || isIn(AFTER_OPERAND, code);
}

const MAX_BLANKS = 40;

function backOverBlanks(view: TextView, from: number): number {
  let at = from;
  while (from - at < MAX_BLANKS && (view.at(at - 1) === 32 || view.at(at - 1) === 9)) at -= 1;
  return at;
}

/** `tool.name = "x"` at the start of a line; a list of hosts has no quoted values behind them. */
function isAssigned(view: TextView, start: number, end: number): boolean {
  return isLineStart(view, start) && /^ {0,8}= ?["'`]/u.test(view.text(end, Math.min(end + 11, view.length)));
}

function lineBack(view: TextView, start: number): string {
  let from = start;
  const lowest = Math.max(start - MAX_LINE_LENGTH, 0);
  while (from > lowest && view.at(from - 1) !== 10 && view.at(from - 1) !== 13) from -= 1;
  return view.text(from, start);
}

function lineEnd(view: TextView, end: number): number {
  let at = end;
  const highest = Math.min(end + MAX_LINE_LENGTH, view.length);
  while (at < highest && view.at(at) !== 10 && view.at(at) !== 13) at += 1;
  return at;
}
