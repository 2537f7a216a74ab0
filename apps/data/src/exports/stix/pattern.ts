import type { IndicatorType } from '@sentrybox/ioc';

/** STIX 2.1, 9: a string in a pattern escapes the quote and the backslash. */
function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}

const is = (property: string) => (value: string) => `[${property} = ${quoted(value)}]`;
const isFile = (algorithm: string) => is(`file:hashes.'${algorithm}'`);

function socket(version: 'ipv4' | 'ipv6') {
  return (value: string): string => {
    const at = value.lastIndexOf(':');
    const address = value.slice(0, at).replace(/^\[|\]$/g, '');
    return (
      `[network-traffic:dst_ref.type = '${version}-addr' AND network-traffic:dst_ref.value = ${quoted(address)} ` +
      `AND network-traffic:dst_port = ${value.slice(at + 1)}]`
    );
  };
}

const patterns: Readonly<Partial<Record<IndicatorType, (value: string) => string>>> = {
  ipv4: is('ipv4-addr:value'),
  ipv6: is('ipv6-addr:value'),
  cidr: (value) => is(value.includes(':') ? 'ipv6-addr:value' : 'ipv4-addr:value')(value),
  ipv4_port: socket('ipv4'),
  ipv6_port: socket('ipv6'),
  domain: is('domain-name:value'),
  onion: is('domain-name:value'),
  url: is('url:value'),
  email: is('email-addr:value'),
  mac: is('mac-addr:value'),
  md5: isFile('MD5'),
  sha1: isFile('SHA-1'),
  sha256: isFile('SHA-256'),
  sha512: isFile('SHA-512'),
  ssdeep: isFile('SSDEEP'),
  tlsh: isFile('TLSH'),
  file_name: is('file:name'),
  registry_key: is('windows-registry-key:key'),
  asn: (value) => `[autonomous-system:number = ${value.replace(/^AS/, '')}]`,
};

/** `undefined` for types that STIX has no observable for: what cannot be said is left out. */
export function patternOf(type: IndicatorType, value: string): string | undefined {
  return patterns[type]?.(value);
}
