import type { IndicatorType } from '../vocabulary';

interface Rule {
  readonly type: IndicatorType;
  /** 0 to 1: how often the shape means the type in threat reports and logs. */
  readonly confidence: number;
  /** One sentence for the reference page. */
  readonly text: string;
}

const rule = (type: IndicatorType, confidence: number, text: string): Rule => ({ type, confidence, text });

/** Every way a hit comes about. The reference page is written from this table. */
export const RULES = {
  ipv4: rule('ipv4', 0.9, 'Four decimal octets without leading zeros, touching no other word or number.'),
  ipv4Defanged: rule('ipv4', 0.98, 'An IPv4 address with a defang mark.'),
  ipv4Chapter: rule('ipv4', 0.4, 'Four one-digit octets at the start of a line before a capitalised word.'),
  ipv4Version: rule(
    'ipv4',
    0.2,
    'Four octets after a word such as "version" or the name of a program; four up to 25 after any word that no address follows.',
  ),
  ipv4Netmask: rule('ipv4', 0.2, 'The mask of a network, such as 255.255.255.0.'),
  ipv4OfSocket: rule('ipv4', 0.95, 'The address of an address with port.'),
  ipv4Port: rule('ipv4_port', 0.95, 'An IPv4 address, a colon and a port from 1 to 65535.'),
  ipv6: rule('ipv6', 0.95, 'An IPv6 address with a digit in it; clock times and byte lists are none.'),
  ipv6OfSocket: rule('ipv6', 0.97, 'The address of a bracketed address with port.'),
  ipv6Port: rule('ipv6_port', 0.97, 'An IPv6 address in brackets, a colon and a port.'),
  cidr: rule('cidr', 0.95, 'An address, a slash and a prefix length; host bits are cleared and flagged.'),
  ipRange: rule('ip_range', 0.9, 'Two addresses in order with a dash between; the last may be a final octet.'),
  domain: rule('domain', 0.85, 'Labels of letters, digits and hyphens under a suffix of the public suffix list.'),
  domainDefanged: rule('domain', 0.98, 'A domain with a defang mark.'),
  domainWww: rule('domain', 0.95, 'A domain whose first label is www.'),
  domainOfUrl: rule('domain', 0.95, 'The host of a URL (option derived).'),
  domainOfEmail: rule('domain', 0.95, 'The domain of an e-mail address (option derived).'),
  domainAmbiguous: rule('domain', 0.3, 'A name that is more likely a file, a code identifier or a detection name.'),
  onion: rule('onion', 0.99, 'An onion address of version 3 whose checksum holds.'),
  url: rule('url', 0.97, 'A scheme that names a remote host, a public host, and text up to the end of the URL.'),
  urlSchemeless: rule('url', 0.85, 'A host with a path, without scheme; http is assumed and flagged.'),
  urlInside: rule('url', 0.9, 'A URL inside the path or query of another one, percent-encoded or not.'),
  email: rule('email', 0.95, 'A dot-atom, @ and a domain under a known suffix; not the host of scp.'),
  asn: rule('asn', 0.95, 'AS and a number up to 4294967295, or ASN and a number.'),
  mac: rule('mac', 0.9, 'Six octets with colons, hyphens or Cisco dots, not part of a longer byte list.'),
  md5: rule('md5', 0.9, '32 hexadecimal digits between boundaries, not a labelled GUID.'),
  sha1: rule('sha1', 0.9, '40 hexadecimal digits between boundaries.'),
  gitCommit: rule('sha1', 0.2, '40 hexadecimal digits after "commit", "tree", "parent" or in a commit URL.'),
  sha224: rule('sha224', 0.9, '56 hexadecimal digits between boundaries.'),
  sha256: rule('sha256', 0.97, '64 hexadecimal digits between boundaries, broken over lines or not.'),
  sha384: rule('sha384', 0.95, '96 hexadecimal digits between boundaries.'),
  sha512: rule('sha512', 0.97, '128 hexadecimal digits between boundaries, broken over lines or not.'),
  ssdeep: rule('ssdeep', 0.95, 'Block size 3·2^n, then two base64 parts.'),
  tlsh: rule('tlsh', 0.97, 'T1 and 70 hexadecimal digits.'),
  tlshLabelled: rule('tlsh', 0.95, '70 hexadecimal digits after the word TLSH.'),
  imphash: rule('imphash', 0.97, '32 hexadecimal digits after the word imphash.'),
  ja3: rule('ja3', 0.97, '32 hexadecimal digits after the word JA3 or JA3S.'),
  ja4: rule('ja4', 0.98, 'The fixed form of a JA4 TLS client fingerprint.'),
  cve: rule('cve', 0.99, 'CVE, a year from 1999 on, four to nineteen digits; every kind of dash.'),
  ghsa: rule('ghsa', 0.99, 'GHSA and three groups of four from its alphabet.'),
  cwe: rule('cwe', 0.98, 'CWE- and a number.'),
  capec: rule('capec', 0.98, 'CAPEC- and a number.'),
  attack: rule(
    'attack',
    0.9,
    'An ATT&CK technique, tactic, software, group or mitigation within the numbers given out.',
  ),
  btc: rule('btc', 0.99, 'A Bitcoin address whose base58check, bech32 or bech32m checksum holds.'),
  eth: rule('eth', 0.98, 'An Ethereum address whose EIP-55 case holds.'),
  ethPlain: rule('eth', 0.9, '0x and 40 hexadecimal digits of one case: no checksum to verify.'),
  xmr: rule('xmr', 0.99, 'A Monero address whose Keccak checksum holds.'),
  ltc: rule('ltc', 0.99, 'A Litecoin address whose base58check or bech32 checksum holds.'),
  trx: rule('trx', 0.99, 'A Tron address whose base58check checksum holds.'),
  sol: rule('sol', 0.8, '32 bytes in base58 after a word that names Solana or a wallet: the format has no checksum.'),
  solUnlabelled: rule('sol', 0.3, '32 bytes in base58 without such a word.'),
  xrp: rule('xrp', 0.99, 'An XRP address whose checksum holds in its own alphabet.'),
  iban: rule('iban', 0.98, 'A country with IBANs, its length, and check digits that hold.'),
  registryKey: rule('registry_key', 0.97, 'A hive (HKLM, HKEY_…), a backslash and a path.'),
  windowsPath: rule('windows_path', 0.95, 'A drive or an environment variable and backslashes.'),
  uncPath: rule('unc_path', 0.9, 'Two backslashes, a host, a share.'),
  unixPath: rule('unix_path', 0.85, 'An absolute path below a well-known root folder, or below ~.'),
  fileName: rule('file_name', 0.85, 'A name that ends in a known file type.'),
  fileNameAmbiguous: rule('file_name', 0.6, 'A name that ends in a file type that is a top-level domain too.'),
  userAgent: rule('user_agent', 0.9, 'The rest of the line after "User-Agent:".'),
  chromeExtension: rule('chrome_extension', 0.9, '32 letters from a to p, not all of them hexadecimal.'),
  yaraRule: rule('yara_rule', 0.98, 'A rule from its keyword to its closing brace, with a condition.'),
} as const satisfies Record<string, Rule>;

export type RuleName = keyof typeof RULES;
