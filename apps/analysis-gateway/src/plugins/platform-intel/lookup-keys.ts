import { hostOfUrl, registrableDomain } from '@sentrybox/ioc';
import type { Indicator } from '../contract/plugin';

export interface RelatedKey {
  readonly type: string;
  readonly value: string;
  /** How the key relates to the indicator, for a person. */
  readonly relation: 'itself' | 'host' | 'registered domain' | 'mail domain';
}

/** What to look up for an indicator: itself, and what it stands on. No value twice. */
export function lookupKeys(indicator: Indicator): RelatedKey[] {
  const keys: RelatedKey[] = [{ type: indicator.type, value: indicator.value, relation: 'itself' }];
  const host = hostOf(indicator);
  if (host !== undefined) keys.push(host);
  const domain = host?.type === 'domain' ? host.value : indicator.type === 'domain' ? indicator.value : undefined;
  const registered = domain === undefined ? null : registrableDomain(domain);
  if (registered !== null) keys.push({ type: 'domain', value: registered, relation: 'registered domain' });
  const seen = new Set<string>();
  return keys.filter(({ type, value }) => !seen.has(`${type} ${value}`) && seen.add(`${type} ${value}`));
}

function hostOf({ type, value }: Indicator): RelatedKey | undefined {
  if (type === 'url') {
    const host = hostOfUrl(value);
    return host === undefined ? undefined : { type: host.type, value: host.host, relation: 'host' };
  }
  if (type === 'email')
    return { type: 'domain', value: value.slice(value.lastIndexOf('@') + 1), relation: 'mail domain' };
  return undefined;
}
