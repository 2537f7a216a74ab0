import { createHash } from 'node:crypto';
import * as ipaddr from 'ipaddr.js';

const prefixBits = 64;

/**
 * What a client is recognised by: its IPv4 address, or the /64 network of its IPv6 address, which is what one site has.
 * Hashed with the user, so that the rows of one user say nothing about another's.
 * @param ip as the request context has it; text that is no address stands for itself.
 */
export function clientKey(userId: string, ip: string): Buffer {
  return createHash('sha256')
    .update(`${userId} ${networkOf(ip)}`, 'utf8')
    .digest();
}

function networkOf(ip: string): string {
  if (!ipaddr.isValid(ip)) return ip;
  const address = ipaddr.process(ip);
  if (address.kind() === 'ipv4') return address.toString();
  return address
    .toByteArray()
    .slice(0, prefixBits / 8)
    .join('.');
}
