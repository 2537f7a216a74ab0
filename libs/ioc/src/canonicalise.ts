import { canonicaliseUserAgent, canonicaliseYaraRule } from './artefacts/labelled-text';
import {
  canonicaliseFileName,
  canonicaliseRegistryKey,
  canonicaliseUncPath,
  canonicaliseUnixPath,
  canonicaliseWindowsPath,
} from './artefacts/paths';
import { canonicaliseJa4, canonicaliseSsdeep, canonicaliseTlsh } from './hashes/fuzzy';
import { canonicaliseDigest, canonicaliseLabelledMd5 } from './hashes/hex-digest';
import {
  canonicaliseAsn,
  canonicaliseAttack,
  canonicaliseCapec,
  canonicaliseChromeExtension,
  canonicaliseCve,
  canonicaliseCwe,
  canonicaliseGhsa,
  canonicaliseMac,
} from './ids/catalogue-ids';
import {
  canonicaliseBtc,
  canonicaliseEth,
  canonicaliseLtc,
  canonicaliseSol,
  canonicaliseTrx,
  canonicaliseXmr,
  canonicaliseXrp,
} from './money/coin-address';
import { canonicaliseIban } from './money/iban';
import { canonicaliseDomain } from './names/domain';
import { canonicaliseEmail } from './names/email';
import { canonicaliseOnion } from './names/onion';
import { canonicaliseUrl } from './names/url';
import { canonicaliseCidr, canonicaliseIpRange, canonicaliseIpv4Port, canonicaliseIpv6Port } from './network/ip-block';
import { canonicaliseIpv4 } from './network/ipv4';
import { canonicaliseIpv6 } from './network/ipv6';
import { refangValue } from './refang/refang-value';
import { refuse } from './refusal';
import type { CanonicalResult, Classified, IndicatorType, IocType } from './vocabulary';
import { MAX_INDICATOR_LENGTH } from './vocabulary';

const CANONICALISERS: Readonly<Record<IndicatorType, (text: string) => CanonicalResult>> = {
  ipv4: canonicaliseIpv4,
  ipv6: canonicaliseIpv6,
  ipv4_port: canonicaliseIpv4Port,
  ipv6_port: canonicaliseIpv6Port,
  cidr: canonicaliseCidr,
  ip_range: canonicaliseIpRange,
  domain: canonicaliseDomain,
  onion: canonicaliseOnion,
  url: canonicaliseUrl,
  email: canonicaliseEmail,
  asn: canonicaliseAsn,
  mac: canonicaliseMac,
  md5: (text) => canonicaliseDigest('md5', text),
  sha1: (text) => canonicaliseDigest('sha1', text),
  sha224: (text) => canonicaliseDigest('sha224', text),
  sha256: (text) => canonicaliseDigest('sha256', text),
  sha384: (text) => canonicaliseDigest('sha384', text),
  sha512: (text) => canonicaliseDigest('sha512', text),
  ssdeep: canonicaliseSsdeep,
  tlsh: canonicaliseTlsh,
  imphash: canonicaliseLabelledMd5,
  ja3: canonicaliseLabelledMd5,
  ja4: canonicaliseJa4,
  cve: canonicaliseCve,
  ghsa: canonicaliseGhsa,
  cwe: canonicaliseCwe,
  capec: canonicaliseCapec,
  attack: canonicaliseAttack,
  btc: canonicaliseBtc,
  eth: canonicaliseEth,
  xmr: canonicaliseXmr,
  ltc: canonicaliseLtc,
  trx: canonicaliseTrx,
  sol: canonicaliseSol,
  xrp: canonicaliseXrp,
  iban: canonicaliseIban,
  registry_key: canonicaliseRegistryKey,
  windows_path: canonicaliseWindowsPath,
  unix_path: canonicaliseUnixPath,
  unc_path: canonicaliseUncPath,
  file_name: canonicaliseFileName,
  user_agent: canonicaliseUserAgent,
  chrome_extension: canonicaliseChromeExtension,
  yara_rule: canonicaliseYaraRule,
};

/** Types whose text is evidence as it stands: brackets and dots in them are their own. */
const VERBATIM: ReadonlySet<IndicatorType> = new Set<IndicatorType>([
  'user_agent',
  'yara_rule',
  'windows_path',
  'unix_path',
  'unc_path',
  'registry_key',
  'file_name',
]);

/** The spelling rules of one type on text that is already refanged and trimmed. */
export function canonicaliseExact(type: IndicatorType, text: string): CanonicalResult {
  return text.length === 0 ? refuse('empty', 'The value is empty.') : CANONICALISERS[type](text);
}

/**
 * The one spelling of a value of a known type, after trimming and refanging, or why it is refused. Never throws.
 *
 * @example canonicalise('domain', 'WWW[.]Evil.COM.') // { ok: true, value: 'www.evil.com', flags: [] }
 * @example canonicalise('ipv4', '256.1.1.1') // { ok: false, reason: 'out_of_range', … }
 */
export function canonicalise(type: IndicatorType, value: string): CanonicalResult {
  if (value.length > MAX_INDICATOR_LENGTH) return refuse('too_long', 'An indicator has at most 65,536 characters.');
  const trimmed = value.trim();
  return canonicaliseExact(type, VERBATIM.has(type) ? trimmed : refangValue(trimmed));
}

const IOC_CANDIDATES: Readonly<Record<IocType, readonly IndicatorType[]>> = {
  ip: ['ipv4', 'ipv6'],
  domain: ['domain', 'onion'],
  url: ['url'],
  hash: ['md5', 'sha1', 'sha256', 'sha512', 'sha224', 'sha384'],
  email: ['email'],
};

/**
 * Like `canonicalise` for the five types of the public API; the answer names the exact type (`ip` becomes `ipv4` or
 * `ipv6`, `hash` the digest of that length). Never throws.
 *
 * @example canonicaliseIoc('ip', '1[.]1[.]1[.]1') // { ok: true, type: 'ipv4', value: '1.1.1.1', flags: [] }
 */
export function canonicaliseIoc(iocType: IocType, value: string): Classified {
  if (value.length > MAX_INDICATOR_LENGTH) return refuse('too_long', 'An indicator has at most 65,536 characters.');
  const text = refangValue(value.trim());
  if (text.length === 0) return refuse('empty', 'The value is empty.');
  for (const type of IOC_CANDIDATES[iocType]) {
    const result = canonicaliseExact(type, text);
    if (result.ok) return { ...result, type };
  }
  return refusalFor(iocType, text);
}

function refusalFor(iocType: IocType, text: string): Classified {
  if (iocType === 'hash') {
    return refuse('invalid_length', 'A hash is MD5, SHA-1, SHA-224, SHA-256, SHA-384 or SHA-512 in hexadecimal.');
  }
  const types = IOC_CANDIDATES[iocType];
  const type =
    iocType === 'ip' && text.includes(':')
      ? 'ipv6'
      : iocType === 'domain' && text.endsWith('.onion')
        ? 'onion'
        : types[0];
  const result = canonicaliseExact(type ?? 'domain', text);
  return result.ok ? refuse('not_recognised', 'The value is not of that type.') : result;
}
