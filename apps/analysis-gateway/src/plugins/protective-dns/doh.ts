import { hostOfUrl } from '@sentrybox/ioc';
import { z } from 'zod';
import type { Indicator } from '../contract/plugin';
import type { Provider } from '../contract/plugin-context';

const answerSchema = z.object({
  /** RFC 1035 code: 0 there is such a name, 3 there is none. */
  Status: z.int(),
  Answer: z.array(z.object({ name: z.string(), type: z.int(), data: z.string() })).optional(),
});

export interface DohAnswer {
  readonly hasName: boolean;
  readonly addresses: readonly string[];
}

const addressType = 1;

/** What protective resolvers are asked under, and how long they are believed. */
export const protectiveDns = {
  class: 'fast',
  indicatorTypes: ['domain', 'url'],
  kinds: ['domain', 'url'],
  disclosure: 'passive',
  maxTlp: 'green',
  maxPap: 'amber',
  categories: ['reputation', 'dns'],
  reliability: 'C',
  deadlineMs: 5_000,
  cache: { hitSeconds: 3_600, missSeconds: 1_800 },
} as const;

/** The name to ask for: a domain itself, of a URL its host; undefined where that is an address. */
export function nameOf({ iocType, value }: Indicator): string | undefined {
  if (iocType === 'domain') return value;
  const host = hostOfUrl(value);
  return host?.type === 'domain' ? host.host : undefined;
}

/**
 * Asks a resolver for the addresses of a name, in the JSON form of DNS over HTTPS.
 * @throws PluginError also for SERVFAIL and REFUSED, which say nothing about the name
 */
export async function askDoh(provider: Provider, to: string, name: string): Promise<DohAnswer> {
  const headers = { accept: 'application/dns-json' };
  const { body } = await provider.ask({ to, path: '/dns-query', query: { name, type: 'A' }, headers });
  const { Status: status, Answer: answers = [] } = provider.read(answerSchema, body);
  if (status !== 0 && status !== 3) throw provider.notUnderstood('Status');
  return {
    hasName: status === 0,
    addresses: answers.filter(({ type }) => type === addressType).map(({ data }) => data),
  };
}
