/**
 * What an address is for. Only `public` may be dialled by default; the rest names the reason of a refusal, so the set
 * is closed and small enough to be a metric label.
 */
export type AddressClass =
  | 'public'
  | 'private'
  | 'loopback'
  | 'link_local'
  | 'metadata'
  | 'unspecified'
  | 'multicast'
  | 'shared'
  | 'documentation'
  | 'embedded_ipv4'
  | 'reserved'
  | 'unparsable';

type Range = readonly [cidr: string, addressClass: AddressClass];

/**
 * IPv4: the first match wins, the rest is public. From the IANA special-purpose registry (RFC 6890 and successors);
 * metadata services that live on ordinary addresses are listed one by one.
 */
export const ipv4Ranges: readonly Range[] = [
  ['169.254.169.254/32', 'metadata'], // AWS, Azure, GCP, OpenStack and others
  ['169.254.170.2/32', 'metadata'], // AWS ECS task credentials
  ['169.254.170.23/32', 'metadata'], // AWS EKS pod identity
  ['168.63.129.16/32', 'metadata'], // Azure wire server: a public address
  ['100.100.100.200/32', 'metadata'], // Alibaba Cloud
  ['192.0.0.192/32', 'metadata'], // Oracle Cloud classic
  ['0.0.0.0/8', 'unspecified'],
  ['10.0.0.0/8', 'private'],
  ['100.64.0.0/10', 'shared'],
  ['127.0.0.0/8', 'loopback'],
  ['169.254.0.0/16', 'link_local'],
  ['172.16.0.0/12', 'private'],
  ['192.0.0.0/24', 'reserved'],
  ['192.0.2.0/24', 'documentation'],
  ['192.88.99.0/24', 'reserved'], // 6to4 relay anycast, RFC 7526
  ['192.168.0.0/16', 'private'],
  ['198.18.0.0/15', 'reserved'], // benchmarking
  ['198.51.100.0/24', 'documentation'],
  ['203.0.113.0/24', 'documentation'],
  ['224.0.0.0/4', 'multicast'],
  ['240.0.0.0/4', 'reserved'], // with 255.255.255.255
];

/** IPv6: the first match wins, and the rest is public only inside 2000::/3, the one block of global unicast. */
export const ipv6Ranges: readonly Range[] = [
  ['fd00:ec2::254/128', 'metadata'], // AWS
  ['fd00:ec2::23/128', 'metadata'], // AWS EKS pod identity
  ['fd20:ce::254/128', 'metadata'], // GCP
  ['fd00:c1::a9fe:a9fe/128', 'metadata'], // Oracle Cloud
  ['fd00:42::42/128', 'metadata'], // Scaleway
  ['::/128', 'unspecified'],
  ['::1/128', 'loopback'],
  ['::/96', 'embedded_ipv4'], // IPv4-compatible, RFC 4291 2.5.5.1; some parsers call it unicast
  ['::ffff:0:0/96', 'embedded_ipv4'], // IPv4-mapped
  ['::ffff:0:0:0/96', 'embedded_ipv4'], // IPv4-translated, RFC 2765
  ['64:ff9b::/96', 'embedded_ipv4'], // NAT64
  ['64:ff9b:1::/48', 'embedded_ipv4'], // NAT64, local use
  ['2002::/16', 'embedded_ipv4'], // 6to4
  ['2001::/32', 'embedded_ipv4'], // Teredo
  ['2001:db8::/32', 'documentation'],
  ['3fff::/20', 'documentation'],
  ['2001::/23', 'reserved'], // protocol assignments: benchmarking, ORCHID …
  ['3ffe::/16', 'reserved'], // 6bone, returned to IANA
  ['fc00::/7', 'private'],
  ['fe80::/10', 'link_local'],
  ['fec0::/10', 'private'], // site-local, deprecated, still routed by some
  ['ff00::/8', 'multicast'],
  ['2000::/3', 'public'],
  ['::/0', 'reserved'],
];
