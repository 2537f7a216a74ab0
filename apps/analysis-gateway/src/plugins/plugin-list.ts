import type { PluginSources } from './load-plugins';

/**
 * Every plugin of the platform. Adding one touches this list and no other file outside its folder. Each module is loaded on
 * its own, so that one that does not even load takes nobody with it.
 */
export const pluginList: PluginSources = {
  platform_intel: async () => (await import('./platform-intel/platform-intel.plugin.js')).platformIntel(),
  warninglists: async () => (await import('./warninglists/warninglists.plugin.js')).warninglists(),
  ip_context: async () => (await import('./ip-context/ip-context.plugin.js')).ipContext(),
  domain_anatomy: async () => (await import('./domain-anatomy/domain-anatomy.plugin.js')).domainAnatomy(),
  url_anatomy: async () => (await import('./url-anatomy/url-anatomy.plugin.js')).urlAnatomy(),
  hash_context: async () => (await import('./hash-context/hash-context.plugin.js')).hashContext(),
  lookalikes: async () => (await import('./lookalikes/lookalikes.plugin.js')).lookalikes(),
  mmdb: async () => (await import('./mmdb/mmdb.plugin.js')).mmdb(),
  virustotal: async () => (await import('./virustotal/virustotal.plugin.js')).virustotal(),
  abuseipdb: async () => (await import('./abuseipdb/abuseipdb.plugin.js')).abuseipdb(),
  greynoise: async () => (await import('./greynoise/greynoise.plugin.js')).greynoise(),
  shodan: async () => (await import('./shodan/shodan.plugin.js')).shodan(),
  internetdb: async () => (await import('./shodan/internetdb.plugin.js')).internetdb(),
  urlhaus: async () => (await import('./abuse-ch/urlhaus.plugin.js')).urlhaus(),
  threatfox: async () => (await import('./abuse-ch/threatfox.plugin.js')).threatfox(),
  malwarebazaar: async () => (await import('./abuse-ch/malwarebazaar.plugin.js')).malwarebazaar(),
  hashlookup: async () => (await import('./hashlookup/hashlookup.plugin.js')).hashlookup(),
  misp: async () => (await import('./misp/misp.plugin.js')).misp(),
  quad9: async () => (await import('./protective-dns/quad9.plugin.js')).quad9(),
  cloudflare_security: async () =>
    (await import('./protective-dns/cloudflare-security.plugin.js')).cloudflareSecurity(),
  dns_records: async () => (await import('./dns-records/dns-records.plugin.js')).dnsRecords(),
  dnsbl: async () => (await import('./dnsbl/dnsbl.plugin.js')).dnsbl(),
  team_cymru: async () => (await import('./team-cymru/team-cymru.plugin.js')).teamCymru(),
  rdap: async () => (await import('./rdap/rdap.plugin.js')).rdap(),
  tor_exits: async () => (await import('./tor-exits/tor-exits.plugin.js')).torExits(),
  crt_sh: async () => (await import('./crt-sh/crt-sh.plugin.js')).crtSh(),
  urlscan: async () => (await import('./urlscan/urlscan.plugin.js')).urlscan(),
  hybrid_analysis: async () => (await import('./hybrid-analysis/hybrid-analysis.plugin.js')).hybridAnalysis(),
  joe_sandbox: async () => (await import('./joe-sandbox/joe-sandbox.plugin.js')).joeSandbox(),
  cape: async () => (await import('./cape/cape.plugin.js')).cape(),
};
