import { hostOfUrl } from '@sentrybox/ioc';

/** What kind of text a candidate is: lists of networks look at addresses only, lists of host names at names only. */
type CandidateKind = 'address' | 'name' | 'text';

/** One way to look at an indicator: itself, or the host it lies on. */
export interface Candidate {
  readonly value: string;
  readonly kind: CandidateKind;
  readonly isItself: boolean;
  /** MISP attribute names under which a list may claim to know such values. */
  readonly attributes: readonly string[];
}

const addressAttributes = ['ip-src', 'ip-dst', 'domain|ip'];
const domainAttributes = ['domain', 'hostname', 'domain|ip'];
const urlAttributes = ['url', 'uri', 'link'];
const emailAttributes = ['email', 'email-src', 'email-dst', 'target-email'];

/** The values of an indicator that a list entry may equal or contain. */
export function candidatesOf(type: string, value: string): Candidate[] {
  switch (type) {
    case 'ipv4':
    case 'ipv6':
      return [{ value, kind: 'address', isItself: true, attributes: addressAttributes }];
    case 'domain':
    case 'onion':
      return [{ value, kind: 'name', isItself: true, attributes: domainAttributes }];
    case 'url':
      return [
        { value, kind: 'text', isItself: true, attributes: urlAttributes },
        ...hostCandidates(hostOfUrl(value), urlAttributes),
      ];
    case 'email': {
      const host = value.slice(value.lastIndexOf('@') + 1);
      return [
        { value, kind: 'text', isItself: true, attributes: emailAttributes },
        { value: host, kind: 'name', isItself: false, attributes: [...emailAttributes, ...domainAttributes] },
      ];
    }
    default:
      return [{ value, kind: 'text', isItself: true, attributes: [type] }];
  }
}

// A list of host names that is about URLs means their hosts.
function hostCandidates(host: ReturnType<typeof hostOfUrl>, inherited: readonly string[]): Candidate[] {
  if (host === undefined) return [];
  const kind = host.type === 'ipv4' || host.type === 'ipv6' ? 'address' : 'name';
  const own = kind === 'address' ? addressAttributes : domainAttributes;
  return [{ value: host.host, kind, isItself: false, attributes: [...inherited, ...own] }];
}
