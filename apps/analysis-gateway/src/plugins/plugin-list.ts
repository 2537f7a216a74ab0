import { malwarebazaar } from './abuse-ch/malwarebazaar.plugin';
import { threatfox } from './abuse-ch/threatfox.plugin';
import { urlhaus } from './abuse-ch/urlhaus.plugin';
import { abuseipdb } from './abuseipdb/abuseipdb.plugin';
import { cape } from './cape/cape.plugin';
import { crtSh } from './crt-sh/crt-sh.plugin';
import { dnsRecords } from './dns-records/dns-records.plugin';
import { dnsbl } from './dnsbl/dnsbl.plugin';
import { domainAnatomy } from './domain-anatomy/domain-anatomy.plugin';
import { greynoise } from './greynoise/greynoise.plugin';
import { hashContext } from './hash-context/hash-context.plugin';
import { hashlookup } from './hashlookup/hashlookup.plugin';
import { hybridAnalysis } from './hybrid-analysis/hybrid-analysis.plugin';
import { ipContext } from './ip-context/ip-context.plugin';
import { joeSandbox } from './joe-sandbox/joe-sandbox.plugin';
import type { PluginSources } from './load-plugins';
import { lookalikes } from './lookalikes/lookalikes.plugin';
import { misp } from './misp/misp.plugin';
import { mmdb } from './mmdb/mmdb.plugin';
import { platformIntel } from './platform-intel/platform-intel.plugin';
import { cloudflareSecurity } from './protective-dns/cloudflare-security.plugin';
import { quad9 } from './protective-dns/quad9.plugin';
import { rdap } from './rdap/rdap.plugin';
import { internetdb } from './shodan/internetdb.plugin';
import { shodan } from './shodan/shodan.plugin';
import { teamCymru } from './team-cymru/team-cymru.plugin';
import { torExits } from './tor-exits/tor-exits.plugin';
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
  mmdb,
  virustotal,
  abuseipdb,
  greynoise,
  shodan,
  internetdb,
  urlhaus,
  threatfox,
  malwarebazaar,
  hashlookup,
  misp,
  quad9,
  cloudflare_security: cloudflareSecurity,
  dns_records: dnsRecords,
  dnsbl,
  team_cymru: teamCymru,
  rdap,
  tor_exits: torExits,
  crt_sh: crtSh,
  urlscan,
  hybrid_analysis: hybridAnalysis,
  joe_sandbox: joeSandbox,
  cape,
};
