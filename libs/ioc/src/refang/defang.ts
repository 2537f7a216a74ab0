import { isInvisible } from '../chars';
import { isSchemeUnit } from './schemes';

/** Length of the mark that stands at the position already, 0 when there is none. */
function markLength(text: string, at: number): number {
  if (text.charCodeAt(at) !== 91) return 0;
  if (text.startsWith('[.]', at) || text.startsWith('[@]', at)) return 3;
  return text.startsWith('[://]', at) ? 5 : 0;
}

/** Does `http` or `https` end before the position, in lower, upper or mixed case? */
function httpBefore(text: string, at: number): number {
  const end = (text.charCodeAt(at - 1) | 32) === 115 ? at - 1 : at;
  const start = end - 4;
  if (start < 0 || text.slice(start, end).toLowerCase() !== 'http') return -1;
  // Refanging reads over invisible characters: a letter before them makes another word.
  let before = start - 1;
  while (before >= 0 && isInvisible(text.charCodeAt(before))) before -= 1;
  return before >= 0 && isSchemeUnit(text.charCodeAt(before)) ? -1 : start;
}

/**
 * Makes every address in a text unclickable: `http` before `://` becomes `hxxp`, `://` becomes `[://]`, `.` becomes
 * `[.]`, `@` becomes `[@]`. Marks that stand there already are left alone, so that defanging twice changes nothing.
 *
 * @example defang('http://evil.com/path') // 'hxxp[://]evil[.]com/path'
 */
export function defang(text: string): string {
  const parts: string[] = [];
  let copied = 0;
  const write = (until: number, replacement: string, next: number): void => {
    parts.push(text.slice(copied, until), replacement);
    copied = next;
  };
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 46) write(at, '[.]', at + 1);
    else if (code === 64) write(at, '[@]', at + 1);
    else if (code === 58 && text.startsWith('://', at)) {
      disguiseScheme(text, at, write);
      write(at, '[://]', at + 3);
      at += 2;
    } else if (code === 91) {
      const length = markLength(text, at);
      if (length === 5) disguiseScheme(text, at, write);
      if (length > 0) at += length - 1;
    }
  }
  parts.push(text.slice(copied));
  return parts.join('');
}

type Write = (until: number, replacement: string, next: number) => void;

function disguiseScheme(text: string, at: number, write: Write): void {
  const start = httpBefore(text, at);
  if (start < 0) return;
  // The case of the two letters is kept, so that the way back restores the text exactly.
  const letters = text.slice(start + 1, start + 3);
  write(start + 1, letters.replaceAll('t', 'x').replaceAll('T', 'X'), start + 3);
}
