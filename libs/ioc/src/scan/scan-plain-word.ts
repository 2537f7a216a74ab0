import { isDigit, LOWER } from '../chars';
import { canonicaliseAsn, canonicaliseChromeExtension } from '../ids/catalogue-ids';
import { startsWithWord } from './context';
import { scanUserAgent } from './scan-user-agent';
import { scanYaraRule } from './scan-yara';
import type { Scanner } from './scanner';

/** Single words of letters alone: extension ids and the words that announce something. -1 for none of them. */
export function scanPlainWord(scanner: Scanner): number {
  const { chain, view } = scanner;
  const first = view.at(chain.start) | 32;
  switch (chain.length) {
    case 3:
      return first === 97 && startsWithWord(view, chain.start, 'asn') ? scanSpacedAsn(scanner) : -1;
    case 4:
      if (first === 114 && startsWithWord(view, chain.start, 'rule')) return scanYaraRule(scanner);
      return first === 117 && startsWithWord(view, chain.start, 'user agent') ? scanUserAgent(scanner, 10) : -1;
    case 9:
      return first === 117 && startsWithWord(view, chain.start, 'useragent') ? scanUserAgent(scanner, 9) : -1;
    case 10:
      return first === 117 && isUserAgentLabel(scanner) ? scanUserAgent(scanner, 10) : -1;
    case 32:
      return scanExtensionId(scanner);
    default:
      return -1;
  }
}

function isUserAgentLabel(scanner: Scanner): boolean {
  const { chain, view } = scanner;
  return startsWithWord(view, chain.start, 'user-agent') || startsWithWord(view, chain.start, 'user_agent');
}

function scanExtensionId(scanner: Scanner): number {
  const { chain, view, sink } = scanner;
  if ((chain.allBits & LOWER) === 0) return -1;
  const text = view.text(chain.start, chain.end);
  const id = canonicaliseChromeExtension(text);
  if (!id.ok || !/[g-p]/u.test(text)) return -1;
  sink.emit('chromeExtension', id.value, id.flags, chain.start, chain.end);
  return chain.end;
}

const MAX_ASN_DIGITS = 10;

/** `ASN 15169`, `ASN: 15169`, `ASN: AS15169` is left to its own word. */
function scanSpacedAsn(scanner: Scanner): number {
  const { chain, view, sink } = scanner;
  let from = chain.end;
  if (view.at(from) === 58) from += 1;
  if (view.at(from) === 32) from += 1;
  let at = from;
  while (at - from <= MAX_ASN_DIGITS && isDigit(view.at(at))) at += 1;
  if (from === chain.end || at === from) return -1;
  const asn = canonicaliseAsn(`AS${view.text(from, at)}`);
  if (!asn.ok) return -1;
  sink.emit('asn', asn.value, asn.flags, chain.start, at);
  return at;
}
