/** A metric as an expression names it, with the labels that stand in braces behind it. */
export interface NamedMetric {
  readonly name: string;
  readonly labels: readonly string[];
}

const words = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|\[[^[\]]*\]|#[^\n]*|[a-zA-Z_:][\w:]*|\d[\d.a-z]*|\S/g;

/** Words of the language that stand where a name of a metric could. */
const keywords = new Set(['and', 'or', 'unless', 'bool', 'offset', 'inf', 'nan', 'start', 'end', 'atan2']);
/** These have labels in parentheses behind them. */
const clauses = new Set(['by', 'without', 'on', 'ignoring', 'group_left', 'group_right']);

/**
 * The metrics of a PromQL expression, in order and with repetitions. A word is a metric unless it is a keyword, a
 * function (an opening parenthesis or a clause follows), a label in braces or one in the parentheses of a clause; texts,
 * durations in brackets, numbers and comments are passed over. See "Querying: Basics" and "Operators" of Prometheus'
 * documentation. Not known here: metrics named by the label `__name__` alone.
 */
export function metricsIn(expression: string): NamedMetric[] {
  const tokens = tokensOf(expression);
  const found: NamedMetric[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const [token = '', next = ''] = tokens.slice(at, at + 2);
    if (clauses.has(token.toLowerCase())) {
      if (next === '(') at = tokens.indexOf(')', at);
    } else if (isMetric(token, next)) {
      const end = next === '{' ? tokens.indexOf('}', at) : at;
      found.push({ name: token, labels: labelsIn(tokens.slice(at + 2, end)) });
      at = end;
    }
    if (at < 0) throw new Error(`A bracket is open in ${expression}`);
  }
  return found;
}

/** Labels that an expression groups or joins by; `without` and `ignoring` take labels away and may name any. */
export function groupedBy(expression: string): string[] {
  const tokens = tokensOf(expression);
  return tokens.flatMap((token, at) => {
    const isGrouping = ['by', 'on'].includes(token.toLowerCase()) && tokens[at + 1] === '(';
    return isGrouping ? tokens.slice(at + 2, tokens.indexOf(')', at)).filter((word) => word !== ',') : [];
  });
}

function tokensOf(expression: string): string[] {
  return (expression.match(words) ?? []).filter((word) => !/^["'`[#]/.test(word));
}

function isMetric(token: string, next: string): boolean {
  const isFunction = next === '(' || clauses.has(next.toLowerCase());
  return /^[a-z_:]/i.test(token) && !keywords.has(token.toLowerCase()) && !isFunction;
}

// A matcher is a label, an operator and a text; the texts are gone already.
function labelsIn(tokens: readonly string[]): string[] {
  return tokens.filter((token) => /^[a-z_]/i.test(token));
}
