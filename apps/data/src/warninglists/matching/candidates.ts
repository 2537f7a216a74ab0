import { hostOfUrl } from '@sentrybox/ioc';

/** One way to look at an indicator: itself, or the host it lies on. */
export interface Candidate {
  readonly value: string;
  readonly isAddress: boolean;
  readonly isItself: boolean;
  /** MISP attribute names under which a list may claim to know such values. */
  readonly attributes: readonly string[];
}

const addressAttributes = ['ip-src', 'ip-dst', 'domain|ip'];
const domainAttributes = ['domain', 'hostname', 'domain|ip'];

/** The values of an indicator that a list entry may equal or contain. */
export function candidatesOf(type: string, value: string): Candidate[] {
  switch (type) {
    case 'ipv4':
    case 'ipv6':
      return [{ value, isAddress: true, isItself: true, attributes: addressAttributes }];
    case 'domain':
    case 'onion':
      return [{ value, isAddress: false, isItself: true, attributes: domainAttributes }];
    case 'url':
      return [
        { value, isAddress: false, isItself: true, attributes: ['url', 'uri', 'link'] },
        ...hostCandidates(hostOfUrl(value)),
      ];
    case 'email':
      return [
        { value, isAddress: false, isItself: true, attributes: ['email', 'email-src', 'email-dst', 'target-email'] },
        {
          value: value.slice(value.lastIndexOf('@') + 1),
          isAddress: false,
          isItself: false,
          attributes: domainAttributes,
        },
      ];
    default:
      return [{ value, isAddress: false, isItself: true, attributes: [type] }];
  }
}

function hostCandidates(host: ReturnType<typeof hostOfUrl>): Candidate[] {
  if (host === undefined) return [];
  const isAddress = host.type === 'ipv4' || host.type === 'ipv6';
  const attributes = isAddress ? addressAttributes : domainAttributes;
  return [{ value: host.host, isAddress, isItself: false, attributes }];
}
