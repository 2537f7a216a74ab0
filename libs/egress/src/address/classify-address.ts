import { isInside, parseAddress, parseCidr } from './cidr';
import type { Cidr } from './cidr';
import { ipv4Ranges, ipv6Ranges } from './special-ranges';
import type { AddressClass } from './special-ranges';

const table = [...ipv4Ranges, ...ipv6Ranges].map(([text, addressClass]) => ({
  network: requiredCidr(text),
  addressClass,
}));

/** Says what an IP address literal is for. Anything that is not one, with or without a zone, is `unparsable`. */
export function classifyAddress(text: string): AddressClass {
  const address = parseAddress(text);
  if (address === undefined) {
    return 'unparsable';
  }
  const match = table.find(({ network }) => isInside(address, network));
  return match?.addressClass ?? 'public';
}

function requiredCidr(text: string): Cidr {
  const network = parseCidr(text);
  if (network === undefined) {
    throw new TypeError(`not a network: ${text}`);
  }
  return network;
}
