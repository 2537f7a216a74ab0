import { createHash } from 'node:crypto';
import type { WarninglistSource } from './matching/list-index';

// The test file of the European Institute for Computer Antivirus Research, in two parts so that no scanner finds it here.
const eicar = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-', 'ANTIVIRUS-TEST-FILE!$H+H*'].join('');
const algorithms = ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'];

function digestsOf(content: string): string[] {
  return algorithms.map((algorithm) => createHash(algorithm).update(content).digest('hex'));
}

/** IANA special-purpose address registries (RFC 6890 and updates): blocks that mean nothing on the internet at large. */
const specialUse = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.2.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/128',
  '::1/128',
  '100::/64',
  '2001:2::/48',
  '2001:db8::/32',
  '3fff::/20',
  'fc00::/7',
  'fe80::/10',
  'ff00::/8',
];

/** Anycast addresses that their operators publish: Cloudflare, Google, Quad9, OpenDNS, AdGuard, CleanBrowsing, Verisign. */
const resolvers = [
  '1.0.0.1',
  '1.1.1.1',
  '1.0.0.2',
  '1.1.1.2',
  '1.0.0.3',
  '1.1.1.3',
  '8.8.4.4',
  '8.8.8.8',
  '9.9.9.9',
  '9.9.9.10',
  '9.9.9.11',
  '149.112.112.112',
  '208.67.220.220',
  '208.67.222.222',
  '94.140.14.14',
  '94.140.15.15',
  '185.228.168.9',
  '185.228.169.9',
  '64.6.64.6',
  '64.6.65.6',
  '2001:4860:4860::8844',
  '2001:4860:4860::8888',
  '2606:4700:4700::1001',
  '2606:4700:4700::1111',
  '2620:fe::9',
  '2620:fe::fe',
];

/** The lists that come with the platform; small on purpose, MISP's are imported. */
export const builtInLists: readonly WarninglistSource[] = [
  {
    name: 'Special-use addresses',
    description: 'Address blocks that are private, reserved or for documentation.',
    matchType: 'cidr',
    attributes: [],
    signal: 'non_public',
    entries: specialUse,
  },
  {
    name: 'Public DNS resolvers',
    description: 'Addresses of public recursive resolvers, which appear in traffic of every kind.',
    matchType: 'cidr',
    attributes: [],
    signal: 'known_false_positive',
    entries: resolvers,
  },
  {
    name: 'Empty and test files',
    description: 'Hashes of the empty file and of the EICAR anti-malware test file.',
    matchType: 'string',
    attributes: [],
    signal: 'test_artifact',
    entries: [...digestsOf(''), ...digestsOf(eicar)],
  },
];
