import type { EgressProfile } from '@sentrybox/egress';
import { configured, publicProfile } from '@sentrybox/egress';

/** What an operator sets for one outside source. */
export interface ProviderSettings {
  /** Unset: the plugin is not configured. */
  readonly apiKey: string | undefined;
  /** Overrides the source's public address, for a proxy or a mirror; may be private (G03). */
  readonly baseUrl: string | undefined;
}

/** Where a source is asked. Fixed before any indicator is seen: an indicator only ever fills an encoded slot (G02). */
export interface ProviderTarget {
  /** Without a slash at the end. */
  readonly baseUrl: string;
  readonly profile: EgressProfile;
}

/**
 * The public address may only be public, and an address that an operator names is reached exactly as named. Redirects
 * are off in both: no source here answers with one, and a key should not travel.
 * @param name of the plugin, under which the source's health is shown
 * @throws DomainError `invalid_request` when `settings.baseUrl` is no http or https URL.
 */
export function providerTarget(name: string, settings: ProviderSettings, publicUrl: string): ProviderTarget {
  return settings.baseUrl === undefined
    ? { baseUrl: publicUrl, profile: publicProfile({ maxRedirects: 0, name }) }
    : { baseUrl: settings.baseUrl.replace(/\/$/, ''), profile: configured(settings.baseUrl, { name }) };
}
