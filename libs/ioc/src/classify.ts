import { hiveName } from './artefacts/paths';
import { canonicaliseExact } from './canonicalise';
import { everyIs, HEX } from './chars';
import { digestOfLength, looksRandom } from './hashes/hex-digest';
import { isWww, weighName } from './names/name-verdict';
import { scopeFlags4 } from './network/ip-scope';
import { parseIpv4 } from './network/ipv4-text';
import { refangValue } from './refang/refang-value';
import { refuse } from './refusal';
import type { Classified, IndicatorType, Refused } from './vocabulary';
import { MAX_INDICATOR_LENGTH } from './vocabulary';

const WRAPPERS = new Map([
  ['"', '"'],
  ["'", "'"],
  ['<', '>'],
  ['`', '`'],
  ['“', '”'],
]);

function unwrap(text: string): string {
  const isWrapped = text.length > 2 && WRAPPERS.get(text.charAt(0)) === text.charAt(text.length - 1);
  return isWrapped ? text.slice(1, -1).trim() : text;
}

/** Types to try on the text as it stands, told by its first characters. */
function verbatimCandidates(text: string): IndicatorType[] {
  if (/^[a-z]:[\\/](?!\/)/iu.test(text) || /^%[\w()]+%[\\/]/iu.test(text)) return ['windows_path'];
  if (text.startsWith('\\\\')) return ['unc_path'];
  if (hiveName(/^[a-z_]{3,20}/iu.exec(text)?.[0] ?? '') !== undefined) return ['registry_key'];
  if (/^~?\/[^/]/u.test(text)) return ['unix_path'];
  return /^(?:private\s|global\s|rule\s)/u.test(text) ? ['yara_rule'] : [];
}

const BY_PREFIX: readonly (readonly [RegExp, IndicatorType])[] = [
  [/^cve/iu, 'cve'],
  [/^ghsa/iu, 'ghsa'],
  [/^cwe/iu, 'cwe'],
  [/^capec/iu, 'capec'],
  [/^asn?[ -]?\d/iu, 'asn'],
  [/^(?:ta?|[sgm])\d{4}(?:\.\d{3})?$/iu, 'attack'],
  [/^0x/iu, 'eth'],
  [/^[13b]/iu, 'btc'],
  [/^[lm]/iu, 'ltc'],
  [/^T/u, 'trx'],
  [/^[48]/u, 'xmr'],
  [/^r/u, 'xrp'],
  [/^[a-z]{2}\d{2}/iu, 'iban'],
  [/^[tqd].{35}$/iu, 'ja4'],
  [/^t1|^[0-9a-f]{70}$/iu, 'tlsh'],
  [/^[a-p]{32}$/u, 'chrome_extension'],
];

function networkCandidates(text: string): IndicatorType[] {
  if (text.includes('://') || /^(?:javascript|data|vbscript|blob|about|mailto):/iu.test(text)) return ['url'];
  if (/^\d[\d.]*$/u.test(text)) return ['ipv4'];
  if (/^[\d.]+:\d+$/u.test(text)) return ['ipv4_port', 'ipv6'];
  if (/^[\da-f:.]+\/\d+$/iu.test(text)) return ['cidr'];
  if (/^[\da-f:.]+\s?[-–]\s?[\da-f:.]+$/iu.test(text) && /[.:]/u.test(text)) return ['ip_range', 'mac'];
  if (text.startsWith('[')) return ['ipv6_port', 'ipv6'];
  return text.includes(':') ? ['mac', 'ipv6', 'ssdeep'] : [];
}

function shapeCandidates(text: string): IndicatorType[] {
  const digest = everyIs(text, HEX) && looksRandom(text) ? digestOfLength(text.length) : undefined;
  if (digest !== undefined) return [digest];
  const byPrefix = BY_PREFIX.filter(([pattern]) => pattern.test(text)).map(([, type]) => type);
  return [...networkCandidates(text), ...(text.includes('@') ? (['email'] as const) : []), ...byPrefix];
}

/** Tried in this order where no shape decides. */
const LAST: readonly IndicatorType[] = ['mac', 'onion', 'domain', 'url', 'file_name', 'sol'];

/**
 * The type and canonical spelling of one value, after trimming, unwrapping quotes and refanging; or why it is no
 * indicator. Never throws.
 *
 * @example classify('hxxp://evil[.]com/a') // { ok: true, type: 'url', value: 'http://evil.com/a', flags: [] }
 * @example classify('readme.md') // { ok: true, type: 'file_name', value: 'readme.md', flags: ['ambiguous_filename'] }
 */
export function classify(value: string): Classified {
  if (value.length > MAX_INDICATOR_LENGTH) return refuse('too_long', 'An indicator has at most 65,536 characters.');
  const verbatim = unwrap(value.trim());
  if (verbatim.length === 0) return refuse('empty', 'The value is empty.');
  // What lists are mostly made of needs no other reading.
  const address = parseIpv4(verbatim);
  if (typeof address === 'number') return { ok: true, type: 'ipv4', value: verbatim, flags: scopeFlags4(address) };
  for (const type of verbatimCandidates(verbatim)) {
    const result = canonicaliseExact(type, verbatim);
    if (result.ok) return { ...result, type };
  }
  const text = unwrap(refangValue(verbatim));
  const result = classifyPlain(text);
  return result.ok && result.type === 'domain' && text === verbatim ? asFile(text, result) : result;
}

/** A name that is more likely a file, unless something in its spelling says that it is a host. */
function asFile(text: string, domain: Classified): Classified {
  const verdict = isWww(text) ? 'domain' : weighName({ text, before: 0, after: 0, afterNext: 0 });
  const file = verdict === 'ambiguous_filename' ? canonicaliseExact('file_name', text) : undefined;
  return file?.ok === true ? { ...file, type: 'file_name', flags: ['ambiguous_filename'] } : domain;
}

function classifyPlain(text: string): Classified {
  const refusals: Refused[] = isPlaceholder(text)
    ? [refuse('not_random', 'The digits repeat too much for a digest.')]
    : [];
  const shaped = shapeCandidates(text);
  for (const [index, type] of [...shaped, ...LAST].entries()) {
    const result = canonicaliseExact(type, text);
    if (result.ok) return { ...result, type };
    const isTelling = index < shaped.length || (type === 'domain' && text.includes('.'));
    if (isTelling) refusals.push(result);
  }
  // Several words are no value that was spelled wrongly.
  const [first] = /\s/u.test(text) ? [] : refusals;
  return first ?? refuse('not_recognised', 'The value has the shape of no known indicator.');
}

function isPlaceholder(text: string): boolean {
  return everyIs(text, HEX) && digestOfLength(text.length) !== undefined && !looksRandom(text);
}
