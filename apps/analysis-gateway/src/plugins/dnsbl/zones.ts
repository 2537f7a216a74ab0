import type { IocType } from '@sentrybox/contracts';

/** What an answer of a list means. `error` is none: the list refuses, and says nothing about the indicator. */
type Meaning = 'attacks' | 'spam' | 'malware' | 'abused' | 'policy' | 'error' | undefined;

export interface Zone {
  readonly zone: string;
  readonly displayName: string;
  readonly lineage: string;
  readonly types: readonly IocType[];
  meaningOf(address: string): Meaning;
}

/**
 * Return codes of Spamhaus. 127.255.255.0/24 says that the question was wrong, came through a public resolver or came
 * too often; 127.0.1.255 that an address was asked in the list of domains. Neither is a listing.
 */
const spamhausZen: ReadonlyMap<string, Meaning> = new Map([
  ['127.0.0.2', 'spam'],
  ['127.0.0.3', 'spam'],
  ['127.0.0.4', 'malware'],
  ['127.0.0.9', 'attacks'],
  ['127.0.0.10', 'policy'],
  ['127.0.0.11', 'policy'],
  ['127.0.0.30', 'malware'],
]);
const spamhausDbl: ReadonlyMap<string, Meaning> = new Map([
  ['127.0.1.2', 'spam'],
  ['127.0.1.4', 'malware'],
  ['127.0.1.5', 'malware'],
  ['127.0.1.6', 'malware'],
  ...(['102', '103', '104', '105', '106'] as const).map((code) => [`127.0.1.${code}`, 'abused'] as const),
  ['127.0.1.255', 'error'],
]);

const refuses = (address: string) => address.startsWith('127.255.255.');

/** The lists that are asked. None that was shut down, and none that lists whole networks to force others. */
export const zones: readonly Zone[] = [
  {
    zone: 'zen.spamhaus.org',
    displayName: 'Spamhaus ZEN',
    lineage: 'spamhaus-zen',
    types: ['ip'],
    meaningOf: (address) => (refuses(address) ? 'error' : spamhausZen.get(address)),
  },
  {
    zone: 'dbl.spamhaus.org',
    displayName: 'Spamhaus DBL',
    lineage: 'spamhaus-dbl',
    types: ['domain'],
    meaningOf: (address) => (refuses(address) ? 'error' : spamhausDbl.get(address)),
  },
  {
    zone: 'bl.spamcop.net',
    displayName: 'SpamCop',
    lineage: 'spamcop',
    types: ['ip'],
    meaningOf: (address) => (refuses(address) ? 'error' : address === '127.0.0.2' ? 'spam' : undefined),
  },
  {
    zone: 'dnsbl.dronebl.org',
    displayName: 'DroneBL',
    lineage: 'dronebl',
    types: ['ip'],
    meaningOf: (address) =>
      refuses(address) ? 'error' : /^127\.0\.0\.(?:[3-9]|1\d)$/.test(address) ? 'attacks' : undefined,
  },
];
