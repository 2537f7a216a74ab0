import { isValid, isValidCIDR, parse, parseCIDR } from 'ipaddr.js';
import { z } from 'zod';
import type { Provider } from '../contract/plugin-context';

/** RFC 9224: what each registry answers for, and the servers by which it does. */
const directorySchema = z.object({
  services: z.array(z.tuple([z.array(z.string()), z.array(z.string())])).min(1),
});
export type Directory = z.infer<typeof directorySchema>;

/** Names of the directories that IANA publishes. */
export type DirectoryName = 'dns' | 'ipv4' | 'ipv6';

/** @throws PluginError */
export async function fetchDirectory(provider: Provider, name: DirectoryName): Promise<Directory> {
  const { body } = await provider.ask({ path: `/${name}.json` });
  return provider.read(directorySchema, body);
}

/** The server for a domain; undefined when its registry has none over TLS. */
export function serverForDomain({ services }: Directory, domain: string): string | undefined {
  const suffix = domain.slice(domain.lastIndexOf('.') + 1);
  return secure(services.find(([suffixes]) => suffixes.includes(suffix))?.[1]);
}

/** The server of the narrowest network that holds the address; undefined when nobody has one over TLS. */
export function serverForAddress({ services }: Directory, address: string): string | undefined {
  let narrowest = -1;
  let servers: readonly string[] | undefined;
  for (const [networks, urls] of services) {
    for (const bits of networks.map((network) => bitsHolding(network, address))) {
      if (bits > narrowest) [narrowest, servers] = [bits, urls];
    }
  }
  return secure(servers);
}

/** Whether an address lies between two others, both included. */
export function isBetween(address: string, first: string, last: string): boolean {
  if (!isValid(first) || !isValid(last)) return false;
  const [value, low, high] = [address, first, last].map((each) => parse(each).toByteArray());
  if (value === undefined || low?.length !== value.length || high?.length !== value.length) return false;
  return (
    Buffer.compare(Buffer.from(low), Buffer.from(value)) <= 0 &&
    Buffer.compare(Buffer.from(value), Buffer.from(high)) <= 0
  );
}

function bitsHolding(network: string, address: string): number {
  if (!isValidCIDR(network)) return -1;
  const [base, bits] = parseCIDR(network);
  const value = parse(address);
  return value.kind() === base.kind() && value.match(base, bits) ? bits : -1;
}

function secure(urls: readonly string[] | undefined): string | undefined {
  return urls?.find((url) => url.startsWith('https://'));
}
