import { isAlnum } from '../chars';

/** A bracketed piece such as `[.]`, `(dot)`, `[://]`, `{at}` as found in the source. */
export interface BracketMark {
  /** What stands between the brackets, lower case, without spaces around it. */
  readonly body: string;
  /** Source offset after the last closing bracket. */
  readonly end: number;
  /** Exactly `[` body `]`. */
  readonly isExact: boolean;
  readonly isClosed: boolean;
  readonly opener: number;
}

const MAX_BRACKETS = 3;
const MAX_BODY_LENGTH = 10;

export function isOpener(code: number): boolean {
  return code === 91 || code === 40 || code === 123 || code === 60;
}

function isCloser(code: number): boolean {
  return code === 93 || code === 41 || code === 125 || code === 62;
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 0xa0;
}

/** Reads the mark that opens at `at`; undefined when the brackets hold anything longer than a mark. */
export function readBracketMark(source: string, at: number): BracketMark | undefined {
  let index = at;
  // One kind of bracket only: in `a([.]b` the round one is the author's.
  const opener = source.charCodeAt(at);
  while (index - at < MAX_BRACKETS && source.charCodeAt(index) === opener) index += 1;
  const opened = index - at;
  if (isBlank(source.charCodeAt(index))) index += 1;
  const bodyStart = index;
  while (index - bodyStart <= MAX_BODY_LENGTH && isBodyUnit(source.charCodeAt(index))) index += 1;
  if (index - bodyStart > MAX_BODY_LENGTH || index === bodyStart) return undefined;
  const body = source.slice(bodyStart, index).toLowerCase();
  if (isBlank(source.charCodeAt(index)) && isCloser(source.charCodeAt(index + 1))) index += 1;
  const closeStart = index;
  while (index - closeStart < opened && isCloser(source.charCodeAt(index))) index += 1;
  const isClosed = index > closeStart;
  const isExact = opened === 1 && opener === 91 && source.charCodeAt(index - 1) === 93;
  return { body, end: index, isClosed, opener, isExact: isExact && index - at === body.length + 2 };
}

/** Letters, digits and the separators that authors put in brackets. */
function isBodyUnit(code: number): boolean {
  return isAlnum(code) || code === 46 || code === 64 || code === 58 || code === 47 || code === 92 || code === 44;
}

/** What a bracketed word stands for. */
export function meaningOf(body: string): '.' | '@' | ':' | '/' | '://' | '//' | undefined {
  switch (body) {
    case '.':
    case ',':
    case 'dot':
    case 'd0t':
    case 'punkt':
    case 'punto':
      return '.';
    case '@':
    case 'at':
      return '@';
    case ':':
      return ':';
    case '/':
      return '/';
    case '://':
    case ':\\\\':
    case ':/':
      return '://';
    case '//':
      return '//';
    default:
      return undefined;
  }
}
