import { isDigit } from '../chars';
import { canonicaliseIpv4 } from '../network/ipv4';
import { parseIpv4 } from '../network/ipv4-text';
import { canonicaliseIpv6 } from '../network/ipv6';
import { accept, refuse } from '../refusal';
import type { Canonical, CanonicalResult, IndicatorFlag } from '../vocabulary';
import { MAX_INDICATOR_LENGTH } from '../vocabulary';
import { canonicaliseDomain } from './domain';
import { canonicaliseOnion } from './onion';
import { canonicalisePlainUrl } from './plain-url';
import { parseUrl } from './platform-url';

/** Schemes the WHATWG standard parses with a host of its own; all others keep an opaque host. */
const SPECIAL: ReadonlySet<string> = new Set(['http:', 'https:', 'ftp:', 'ws:', 'wss:']);

/** Schemes that name a remote host in threat reports. `data:`, `javascript:` and `file:` name none. */
const REMOTE: ReadonlySet<string> = new Set([
  ...['ftps:', 'sftp:', 'tcp:', 'udp:', 'rtmp:', 'rtmps:', 'rtsp:', 'ssh:', 'telnet:', 'smb:', 'ldap:', 'ldaps:'],
  ...['rmi:', 'iiop:', 'dns:', 'rdp:', 'vnc:', 'socks4:', 'socks5:', 'socks:', 'git:', 'svn:', 'irc:', 'ircs:'],
  ...['stratum+tcp:', 'stratum+ssl:', 'stratum+tls:', 'stratum:', 'tls:', 'ssl:', 'tftp:', 'nfs:', 'redis:'],
  ...['mongodb:', 'mysql:', 'postgres:', 'postgresql:', 'amqp:', 'mqtt:', 'imap:', 'imaps:', 'pop3:', 'smtp:'],
  ...['smtps:', 'sip:', 'sips:', 'ipfs:', 'gopher:', 'magnet:', 'vmess:', 'vless:', 'trojan:', 'ss:', 'ssr:'],
]);

export function isUrlScheme(scheme: string): boolean {
  return SPECIAL.has(scheme) || REMOTE.has(scheme);
}

/** Enough for credentials and the longest name. */
const MAX_AUTHORITY_LENGTH = 1_024;

interface Host {
  readonly canonical: Canonical;
  readonly isIp: boolean;
}

function canonicalHost(host: string): Host | ReturnType<typeof refuse> {
  const isBracketed = host.startsWith('[');
  if (isBracketed || typeof parseIpv4(host) === 'number') {
    const address = isBracketed ? canonicaliseIpv6(host) : canonicaliseIpv4(host);
    if (!address.ok) return address;
    return { canonical: isBracketed ? { ...address, value: `[${address.value}]` } : address, isIp: true };
  }
  const name = host.toLowerCase().endsWith('.onion') ? canonicaliseOnion(host) : canonicaliseDomain(host);
  // `github.io` names a real site; the suffix rule is for bare domains only.
  if (!name.ok && name.reason === 'public_suffix') return { canonical: accept(trimDot(host)), isIp: false };
  return name.ok ? { canonical: name, isIp: false } : name;
}

function trimDot(host: string): string {
  return host.endsWith('.') ? host.slice(0, -1) : host;
}

/** Was the address spelled otherwise than dotted decimal (dword, octal, hexadecimal, missing octets)? */
function isObfuscatedIp(source: string, host: Host): boolean {
  if (!host.isIp || host.canonical.value.startsWith('[')) return false;
  return !source.includes(host.canonical.value);
}

function schemeOf(text: string): string {
  const colon = text.indexOf(':');
  return colon < 1 || colon > 20 ? '' : text.slice(0, colon + 1).toLowerCase();
}

/**
 * A URL as the WHATWG standard serialises it: host in A-labels, default port dropped, dot segments resolved, fragment
 * kept (phishing kits carry the victim there). The host must be a public domain or an address. A value without a
 * scheme but with a path or port gets `http:` and the flag `scheme_assumed`.
 */
export function canonicaliseUrl(text: string): CanonicalResult {
  if (text.length > MAX_INDICATOR_LENGTH) return refuse('too_long', 'A URL is read up to 65,536 characters.');
  return canonicalisePlainUrl(text) ?? canonicaliseAnyUrl(text);
}

/** The way of the platform's parser, which every URL can go. */
function canonicaliseAnyUrl(text: string): CanonicalResult {
  const scheme = schemeOf(text);
  if (scheme !== '' && text.startsWith('//', scheme.length)) return withScheme(text, scheme);
  if (SPECIAL.has(scheme) && /^[a-z]+:[/\\]+/iu.test(text)) return withScheme(text, scheme);
  if (['data:', 'javascript:', 'mailto:', 'file:', 'about:', 'blob:', 'vbscript:'].includes(scheme)) {
    return refuse('scheme_not_allowed', `The scheme "${scheme}" names no remote resource.`);
  }
  const isRelative = text.startsWith('//');
  if (!isRelative && !/[/?#]|:\d/u.test(text))
    return refuse('invalid_syntax', 'A URL has a scheme, or a host and a path.');
  const assumed = withScheme(isRelative ? `http:${text}` : `http://${text}`, 'http:');
  return assumed.ok ? { ...assumed, flags: [...assumed.flags, 'scheme_assumed'] } : assumed;
}

function withScheme(text: string, scheme: string): CanonicalResult {
  if (!isUrlScheme(scheme)) return refuse('scheme_not_allowed', `The scheme "${scheme}" names no remote resource.`);
  const url = parseUrl(text);
  if (url === undefined) {
    return hasHighPort(text)
      ? refuse('port_out_of_range', 'A port is 1 to 65535.')
      : refuse('invalid_syntax', 'The value does not parse as a URL.');
  }
  if (url.hostname === '') return refuse('invalid_syntax', 'The URL has no host.');
  if (url.port === '0') return refuse('port_out_of_range', 'A port is 1 to 65535.');
  const host = canonicalHost(decodeHost(url.hostname));
  if ('ok' in host) return host;
  const flags: IndicatorFlag[] = [...host.canonical.flags];
  if (url.username !== '' || url.password !== '') flags.push('credentials');
  if (SPECIAL.has(scheme) && isObfuscatedIp(authorityOf(text), host)) flags.push('obfuscated_host');
  return accept(serialise(url, host.canonical.value), flags);
}

function hasHighPort(text: string): boolean {
  const port = /:(\d{5,})$/u.exec(authorityOf(text))?.[1];
  return port !== undefined && Number(port) > 65_535;
}

/** Opaque hosts keep percent-encoding; a host in an indicator is a name. */
function decodeHost(hostname: string): string {
  if (!hostname.includes('%')) return hostname;
  try {
    return decodeURIComponent(hostname);
  } catch (error) {
    if (error instanceof URIError) return hostname;
    throw error;
  }
}

function authorityOf(text: string): string {
  const rest = text.slice(text.indexOf(':') + 1, MAX_AUTHORITY_LENGTH).replace(/^[/\\]+/u, '');
  const end = rest.search(/[/\\?#]/u);
  return end < 0 ? rest : rest.slice(0, end);
}

function serialise(url: URL, host: string): string {
  const credentials = url.username === '' && url.password === '' ? '' : `${url.username}${password(url)}@`;
  const port = url.port === '' ? '' : `:${url.port}`;
  return `${url.protocol}//${credentials}${host}${port}${url.pathname}${url.search}${url.hash}`;
}

function password(url: URL): string {
  return url.password === '' ? '' : `:${url.password}`;
}

/** The host of a canonical URL and whether it is an address; undefined when the text is no URL. */
export function hostOfUrl(url: string): { host: string; type: 'ipv4' | 'ipv6' | 'domain' | 'onion' } | undefined {
  const hostname = parseUrl(url)?.hostname ?? '';
  if (hostname === '') return undefined;
  if (hostname.startsWith('[')) {
    const address = canonicaliseIpv6(hostname);
    return address.ok ? { host: address.value, type: 'ipv6' } : undefined;
  }
  if (isDigit(hostname.charCodeAt(hostname.length - 1)) && typeof parseIpv4(hostname) === 'number') {
    return { host: hostname, type: 'ipv4' };
  }
  return { host: hostname, type: hostname.endsWith('.onion') ? 'onion' : 'domain' };
}
