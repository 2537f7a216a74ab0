import { FILE_TYPE, suffixKind, TOP_LEVEL } from '../names/suffix-kind';

const MAX_VALUE_LENGTH = 160;

/** An address, a digest, the id of a vulnerability, an e-mail address or a name, at the start of a text. */
const VALUE =
  /^(?:\d{1,3}(?:\.\d{1,3}){3}(?![\w.])|[\da-f]{32,128}\b|cve-\d{4}-|[\w.+-]{1,64}@[\w-]|(?:[a-z\d-]{1,63}\.){1,5}([a-z]{2,18})(?![\w.-]))/iu;

/** Does an indicator start here that is no file and no folder? */
export function startsClearValue(source: string, at: number): boolean {
  const match = VALUE.exec(source.slice(at, at + MAX_VALUE_LENGTH));
  if (match === null) return false;
  const suffix = match[1]?.toLowerCase();
  if (suffix === undefined) return true;
  const kind = suffixKind(suffix);
  return (kind & TOP_LEVEL) !== 0 && ((kind & FILE_TYPE) === 0 || suffix === 'com');
}
