import { isUnspacedScript } from '../names/unicode-scripts';
import { isAlnum } from '../chars';
import { isTopLevelDomain } from '../names/public-suffix';

function isCoreUnit(code: number): boolean {
  return isAlnum(code) || code === 45 || code === 46 || code === 95 || (code > 127 && !isUnspacedScript(code));
}

/**
 * The part of a name that a sentence without blanks was written around: `访问evil.com下载` holds `evil.com`. Undefined
 * when the name is one of an unspaced script throughout.
 */
export function wideCore(text: string): { from: number; to: number } | undefined {
  const last = text.slice(text.lastIndexOf('.') + 1);
  if (last.length > 1 && Array.from(last).every((character) => !isCoreUnit(character.charCodeAt(0)))) {
    if (isTopLevelDomain(last)) return undefined;
  }
  const dot = coreDot(text);
  if (dot < 0) return undefined;
  let from = dot;
  let to = dot;
  while (from > 0 && isCoreUnit(text.charCodeAt(from - 1))) from -= 1;
  while (to < text.length && isCoreUnit(text.charCodeAt(to))) to += 1;
  while (to > from && text.charCodeAt(to - 1) === 46) to -= 1;
  return { from, to };
}

/** The first dot between two units of the core. */
function coreDot(text: string): number {
  for (let at = text.indexOf('.'); at >= 0; at = text.indexOf('.', at + 1)) {
    if (at > 0 && isCoreUnit(text.charCodeAt(at - 1)) && isCoreUnit(text.charCodeAt(at + 1))) return at;
  }
  return -1;
}
