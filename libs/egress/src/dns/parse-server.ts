import { invalidRequest } from '@sentrybox/errors';
import { parseAddress } from '../address/cidr';

const form = /^(?:\[([\da-f:.]+)\]|([\d.]+))(?::(\d{1,5}))?$/i;

/**
 * The address and the port (default 53) of a DNS server.
 * @throws DomainError `invalid_request` when it is not an address: a name would have to be resolved first
 */
export function parseServer(text: string): { address: string; port: number } {
  const bare = parseAddress(text) === undefined ? undefined : text;
  const [, bracketed, v4, digits] = bare === undefined ? (form.exec(text) ?? []) : [];
  const address = bare ?? bracketed ?? v4;
  const port = Number(digits ?? 53);
  if (address === undefined || parseAddress(address) === undefined || port < 1 || port > 65_535) {
    throw invalidRequest('A DNS server is named by its address, with or without a port.');
  }
  return { address, port };
}
