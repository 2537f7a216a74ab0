import { domainAnatomy } from './domain-anatomy/domain-anatomy.plugin';
import { hashContext } from './hash-context/hash-context.plugin';
import { ipContext } from './ip-context/ip-context.plugin';
import type { PluginSources } from './load-plugins';
import { lookalikes } from './lookalikes/lookalikes.plugin';
import { platformIntel } from './platform-intel/platform-intel.plugin';
import { urlAnatomy } from './url-anatomy/url-anatomy.plugin';
import { urlscan } from './urlscan/urlscan.plugin';
import { virustotal } from './virustotal/virustotal.plugin';
import { warninglists } from './warninglists/warninglists.plugin';

/** Every plugin of the platform. Adding one touches this list and no other file outside its folder. */
export const pluginList: PluginSources = {
  platform_intel: platformIntel,
  warninglists,
  ip_context: ipContext,
  domain_anatomy: domainAnatomy,
  url_anatomy: urlAnatomy,
  hash_context: hashContext,
  lookalikes,
  virustotal,
  urlscan,
};
