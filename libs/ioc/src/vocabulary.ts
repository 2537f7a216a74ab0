/** Every kind of indicator this library knows; `docs/reference/ioc.md` says what each one means and how it is verified. */
export const INDICATOR_TYPES = [
  'ipv4',
  'ipv6',
  'ipv4_port',
  'ipv6_port',
  'cidr',
  'ip_range',
  'domain',
  'onion',
  'url',
  'email',
  'asn',
  'mac',
  'md5',
  'sha1',
  'sha224',
  'sha256',
  'sha384',
  'sha512',
  'ssdeep',
  'tlsh',
  'imphash',
  'ja3',
  'ja4',
  'cve',
  'ghsa',
  'cwe',
  'capec',
  'attack',
  'btc',
  'eth',
  'xmr',
  'ltc',
  'trx',
  'sol',
  'xrp',
  'iban',
  'registry_key',
  'windows_path',
  'unix_path',
  'unc_path',
  'file_name',
  'user_agent',
  'chrome_extension',
  'yara_rule',
] as const;

export type IndicatorType = (typeof INDICATOR_TYPES)[number];

/** The five types of the public analysis API. */
export const IOC_TYPES = ['ip', 'domain', 'url', 'hash', 'email'] as const;

export type IocType = (typeof IOC_TYPES)[number];

/** Where an address lives, after the IANA special-purpose registries (RFC 6890 and its updates). */
export const IP_SCOPES = [
  'public',
  'private',
  'unique_local',
  'loopback',
  'link_local',
  'cgnat',
  'documentation',
  'benchmarking',
  'multicast',
  'broadcast',
  'reserved',
  'unspecified',
  'this_network',
  'sixtofour',
  'teredo',
  'nat64',
  'discard',
] as const;

export type IpScope = (typeof IP_SCOPES)[number];

/** Facts about one value that a reader may want to filter by. Address scopes other than `public` are flags too. */
export const INDICATOR_FLAGS = [
  ...IP_SCOPES.filter((scope) => scope !== 'public'),
  'ambiguous_filename',
  'ambiguous',
  'version_like',
  'code_like',
  'av_name',
  'git_commit',
  'idn',
  'homoglyph',
  'mixed_script',
  'inside_url',
  'scheme_assumed',
  'obfuscated_host',
  'credentials',
  'alternative_root',
  'public_suffix',
  'underscore',
  'host_bits_set',
  'zone_id',
  'checksum_absent',
  'labelled',
] as const;

export type IndicatorFlag = Exclude<IpScope, 'public'> | (typeof INDICATOR_FLAGS)[number];

export const REFUSAL_REASONS = [
  'empty',
  'too_long',
  'not_recognised',
  'invalid_syntax',
  'invalid_character',
  'invalid_length',
  'bad_checksum',
  'leading_zero',
  'out_of_range',
  'port_out_of_range',
  'scheme_not_allowed',
  'single_label',
  'label_too_long',
  'name_too_long',
  'unknown_suffix',
  'public_suffix',
  'not_random',
] as const;

export type RefusalReason = (typeof REFUSAL_REASONS)[number];

export interface Refused {
  readonly ok: false;
  readonly reason: RefusalReason;
  /** One English sentence for a person; never decide by it. */
  readonly message: string;
}

export interface Canonical {
  readonly ok: true;
  readonly value: string;
  readonly flags: readonly IndicatorFlag[];
}

/** One value with its type and its only spelling, or why there is none. */
export type Classified = (Canonical & { readonly type: IndicatorType }) | Refused;

export type CanonicalResult = Canonical | Refused;

/** Longest value the library reads as one indicator, in UTF-16 units. */
export const MAX_INDICATOR_LENGTH = 65_536;

const IOC_TYPE_OF: Readonly<Record<IndicatorType, IocType | null>> = {
  ipv4: 'ip',
  ipv6: 'ip',
  ipv4_port: null,
  ipv6_port: null,
  cidr: null,
  ip_range: null,
  domain: 'domain',
  onion: 'domain',
  url: 'url',
  email: 'email',
  asn: null,
  mac: null,
  md5: 'hash',
  sha1: 'hash',
  sha224: 'hash',
  sha256: 'hash',
  sha384: 'hash',
  sha512: 'hash',
  ssdeep: null,
  tlsh: null,
  imphash: null,
  ja3: null,
  ja4: null,
  cve: null,
  ghsa: null,
  cwe: null,
  capec: null,
  attack: null,
  btc: null,
  eth: null,
  xmr: null,
  ltc: null,
  trx: null,
  sol: null,
  xrp: null,
  iban: null,
  registry_key: null,
  windows_path: null,
  unix_path: null,
  unc_path: null,
  file_name: null,
  user_agent: null,
  chrome_extension: null,
  yara_rule: null,
};

/**
 * The public API's word for a type, `null` where it has none.
 *
 * @example iocTypeOf('sha256') // 'hash'
 */
export function iocTypeOf(type: IndicatorType): IocType | null {
  return IOC_TYPE_OF[type];
}

export function isIndicatorType(value: string): value is IndicatorType {
  return Object.hasOwn(IOC_TYPE_OF, value);
}
