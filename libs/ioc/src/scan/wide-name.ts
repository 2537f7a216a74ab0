import { isAlnum } from '../chars';
import { isTopLevelDomain } from '../names/public-suffix';
import { isUnspacedScript } from '../names/unicode-scripts';

function isCoreUnit(code: number): boolean {
  return isAlnum(code) || code === 45 || code === 46 || code === 95 || (code > 127 && !isUnspacedScript(code));
}

/**
 * Is the word a name in a script written without spaces (`例え.com`), and not a sentence around something else
 * (`访问evil.com下载`)?
 */
export function isUnspacedName(text: string): boolean {
  const dot = text.lastIndexOf('.');
  if (dot < 1) return false;
  const last = text.slice(dot + 1);
  if (last.length > 1 && isUnspacedThroughout(last)) return isTopLevelDomain(last);
  return !hasCoreDot(text) || startsUnspaced(text);
}

/** `对账单.docx.exe`, `국방_간담회.hwp.lnk`: one label of such a script, then others. */
function startsUnspaced(text: string): boolean {
  const dot = text.indexOf('.');
  return isUnspacedThroughout(text.slice(0, dot).replaceAll('_', '')) && !hasUnspaced(text.slice(dot));
}

function hasUnspaced(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    if (isUnspacedScript(text.charCodeAt(index))) return true;
  }
  return false;
}

function isUnspacedThroughout(text: string): boolean {
  if (text === '') return false;
  for (let index = 0; index < text.length; index++) {
    if (isCoreUnit(text.charCodeAt(index))) return false;
  }
  return true;
}

/** A dot between two units of another script. */
function hasCoreDot(text: string): boolean {
  for (let at = text.indexOf('.'); at >= 0; at = text.indexOf('.', at + 1)) {
    if (at > 0 && isCoreUnit(text.charCodeAt(at - 1)) && isCoreUnit(text.charCodeAt(at + 1))) return true;
  }
  return false;
}
