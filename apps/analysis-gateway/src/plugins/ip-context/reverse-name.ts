/** The name under which the PTR record of a canonical address is found (RFC 1035 3.5, RFC 3596 2.5). */
export function reverseName(address: string, version: 4 | 6): string {
  return `${reverseLabels(address, version)}.${version === 4 ? 'in-addr' : 'ip6'}.arpa`;
}

/** The labels of an address, the last first, as zones about addresses have them. */
export function reverseLabels(address: string, version: 4 | 6): string {
  if (version === 4) return address.split('.').reverse().join('.');
  return Array.from(expand(address).replaceAll(':', '')).reverse().join('.');
}

function expand(address: string): string {
  const [head = '', tail] = address.split('::');
  const left = groupsOf(head);
  const right = tail === undefined ? [] : groupsOf(tail);
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0');
  return [...left, ...zeros, ...right].map((group) => group.padStart(4, '0')).join(':');
}

// A dotted IPv4 tail (::ffff:192.0.2.1) stands for two groups.
function groupsOf(text: string): string[] {
  return text
    .split(':')
    .filter((group) => group !== '')
    .flatMap((group) => (group.includes('.') ? dottedGroups(group) : [group]));
}

function dottedGroups(dotted: string): string[] {
  const bytes = dotted.split('.').map((byte) => Number(byte).toString(16).padStart(2, '0'));
  return [bytes.slice(0, 2).join(''), bytes.slice(2).join('')];
}
