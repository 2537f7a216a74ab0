import { BASE58 } from '../chars';
import {
  canonicaliseBtc,
  canonicaliseEth,
  canonicaliseLtc,
  canonicaliseSol,
  canonicaliseTrx,
  canonicaliseXmr,
  canonicaliseXrp,
} from '../money/coin-address';
import { ownCopy } from '../own-copy';
import type { Canonical, CanonicalResult } from '../vocabulary';
import { lineBefore } from './context';
import type { RuleName } from './rules';
import type { ScanState } from './scan-state';

interface Coin {
  readonly rule: RuleName;
  readonly canonicalise: (text: string) => CanonicalResult;
}

const BTC: Coin = { rule: 'btc', canonicalise: canonicaliseBtc };
const LTC: Coin = { rule: 'ltc', canonicalise: canonicaliseLtc };
const ETH: Coin = { rule: 'eth', canonicalise: canonicaliseEth };
const XMR: Coin = { rule: 'xmr', canonicalise: canonicaliseXmr };

/** What the first character promises, for words of base58 characters. */
const BY_FIRST: Readonly<Record<string, Coin>> = {
  '1': BTC,
  '3': BTC,
  L: LTC,
  M: LTC,
  T: { rule: 'trx', canonicalise: canonicaliseTrx },
  r: { rule: 'xrp', canonicalise: canonicaliseXrp },
  '4': XMR,
  '8': XMR,
};

/** An address of a coin, verified where its format allows. */
export function scanCoin(scanner: ScanState, text: string): boolean {
  const lower = text.slice(0, 4).toLowerCase();
  if (lower.startsWith('0x')) return text.length === 42 && scanEth(scanner, text);
  if (lower.startsWith('bc1') && emit(scanner, BTC, text)) return true;
  if (lower === 'ltc1') return emit(scanner, LTC, text);
  if ((scanner.chain.allBits & BASE58) === 0) return false;
  const coin = BY_FIRST[text.charAt(0)];
  if (coin !== undefined && emit(scanner, coin, text)) return true;
  return text.length >= 32 && text.length <= 44 && scanSol(scanner, text);
}

function emit(scanner: ScanState, coin: Coin, text: string): boolean {
  const address = verify(scanner, coin, text);
  if (address === undefined) return false;
  scanner.sink.emit(coin.rule, address.value, address.flags, scanner.chain.start, scanner.chain.end);
  return true;
}

/** More different wallets than a report names. */
const MAX_REMEMBERED = 256;

/**
 * The address if its checksum holds. Decoding and hashing take some twenty microseconds, as long as a hundred ordinary
 * words, so an address that held is not worked out again in the same text.
 */
function verify({ coins }: ScanState, { rule, canonicalise }: Coin, text: string): Canonical | undefined {
  const known = coins.get(text);
  if (known?.rule === rule) return known.address;
  const own = ownCopy(text);
  const address = canonicalise(own);
  if (!address.ok) return undefined;
  if (coins.size < MAX_REMEMBERED) coins.set(own, { rule, address });
  return address;
}

function scanEth(scanner: ScanState, text: string): boolean {
  const address = verify(scanner, ETH, text);
  if (address === undefined) return false;
  const rule = address.flags.length > 0 ? 'ethPlain' : ETH.rule;
  scanner.sink.emit(rule, address.value, address.flags, scanner.chain.start, scanner.chain.end);
  return true;
}

const WALLET = /\b(?:sol|solana|spl|phantom|raydium|wallet|wallets)\b/u;
const LABEL_LOOKBEHIND = 80;

function scanSol(scanner: ScanState, text: string): boolean {
  const result = canonicaliseSol(text);
  if (!result.ok) return false;
  const { chain, view, sink } = scanner;
  const isLabelled = WALLET.test(lineBefore(view, chain.start, LABEL_LOOKBEHIND));
  if (isLabelled) sink.emit('sol', result.value, [...result.flags, 'labelled'], chain.start, chain.end);
  else sink.emit('solUnlabelled', result.value, [...result.flags, 'ambiguous'], chain.start, chain.end);
  return true;
}
