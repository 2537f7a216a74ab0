import type { Egress } from '@sentrybox/egress';
import type { Messages } from '@sentrybox/messaging';
import type { Clock } from '@sentrybox/observability';
import { DomainAnatomyPlugin } from './domain-anatomy/domain-anatomy.plugin';
import { HashContextPlugin } from './hash-context/hash-context.plugin';
import { IpContextPlugin } from './ip-context/ip-context.plugin';
import { LookalikesPlugin } from './lookalikes/lookalikes.plugin';
import { PlatformIntelPlugin } from './platform-intel/platform-intel.plugin';
import type { Plugin } from './plugin';
import type { PluginsConfig } from './plugins.config';
import { UrlAnatomyPlugin } from './url-anatomy/url-anatomy.plugin';
import { UrlscanPlugin } from './urlscan/urlscan.plugin';
import { VirusTotalPlugin } from './virustotal/virustotal.plugin';
import { WarninglistsPlugin } from './warninglists/warninglists.plugin';

/** What plugins may be built with. */
export interface PluginParts {
  readonly messages: Messages;
  readonly egress: Egress;
  readonly clock: Clock;
  readonly config: PluginsConfig;
}

/** Every plugin of the platform. Adding one touches this list and no other file outside its folder. */
export function createPlugins({ messages, egress, clock, config }: PluginParts): Plugin[] {
  return [
    new PlatformIntelPlugin(messages),
    new WarninglistsPlugin(messages),
    new IpContextPlugin(),
    new DomainAnatomyPlugin(),
    new UrlAnatomyPlugin(),
    new HashContextPlugin(),
    new LookalikesPlugin(messages),
    new VirusTotalPlugin(egress, { apiKey: config.VIRUSTOTAL_API_KEY, baseUrl: config.VIRUSTOTAL_URL }, clock),
    new UrlscanPlugin(
      egress,
      { apiKey: config.URLSCAN_API_KEY, baseUrl: config.URLSCAN_URL, visibility: config.URLSCAN_VISIBILITY },
      clock,
    ),
  ];
}
