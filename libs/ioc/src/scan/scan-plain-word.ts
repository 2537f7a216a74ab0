import { BASE58, isDigit, LOWER } from '../chars';
import { canonicaliseAsn, canonicaliseChromeExtension } from '../ids/catalogue-ids';
import { startsWithWord } from './context';
import { scanCoin } from './scan-coin';
import { scanUserAgent } from './scan-user-agent';
import { scanYaraRule } from './scan-yara';
import type { ScanState } from './scan-state';

/** Single words of letters alone: extension ids and the words that announce something. -1 for none of them. */
export function scanPlainWord(scanner: ScanState): number {
  const { chain, view } = scanner;
  if (chain.length >= EXTENSION_ID_LENGTH) return scanLongWord(scanner);
  switch (view.at(chain.start) | 32) {
    case 97:
      return chain.length === 3 && startsWithWord(view, chain.start, 'asn') ? scanSpacedAsn(scanner) : -1;
    case 114:
      if (chain.length >= MIN_XRP_LENGTH) return scanCoin(scanner, view.text(chain.start, chain.end)) ? chain.end : -1;
      return chain.length === 4 && startsWithWord(view, chain.start, 'rule') ? scanYaraRule(scanner) : -1;
    case 117:
      return scanAgentLabel(scanner);
    default:
      return -1;
  }
}

function scanLongWord(scanner: ScanState): number {
  const end = scanner.chain.length === EXTENSION_ID_LENGTH ? scanExtensionId(scanner) : -1;
  return end < 0 ? scanLettersOfCoin(scanner) : end;
}

/** One address in 250 of 34 base58 characters happens to hold no digit. */
function scanLettersOfCoin(scanner: ScanState): number {
  const { chain, view } = scanner;
  const isAddress = chain.length <= MAX_SOL_LENGTH && (chain.allBits & (BASE58 | LOWER)) === BASE58;
  return isAddress && scanCoin(scanner, view.text(chain.start, chain.end)) ? chain.end : -1;
}

/** An address of XRP is shorter than the others. */
const MIN_XRP_LENGTH = 25;
/** Longest word of base58 characters that is an address of a coin with letters alone. */
const MAX_SOL_LENGTH = 44;
const EXTENSION_ID_LENGTH = 32;

/** The label with a blank, a hyphen, an underscore or nothing between its words. */
const AGENT_LABELS = ['user agent', 'user-agent', 'user_agent', 'useragent'];

function scanAgentLabel(scanner: ScanState): number {
  const { chain, view } = scanner;
  if (chain.length !== 4 && chain.length !== 9 && chain.length !== 10) return -1;
  const label = AGENT_LABELS.find((each) => startsWithWord(view, chain.start, each));
  return label === undefined ? -1 : scanUserAgent(scanner, label.length);
}

function scanExtensionId(scanner: ScanState): number {
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
function scanSpacedAsn(scanner: ScanState): number {
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
