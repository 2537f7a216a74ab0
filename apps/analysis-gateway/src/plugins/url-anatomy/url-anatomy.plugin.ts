import type { Evidence } from '@sentrybox/contracts';
import { evidenceOf } from '../evidence';
import { alwaysReady, localManifest } from '../local-plugin';
import type { FastPlugin, Indicator, PluginOutcome } from '../plugin';
import type { UrlTraits } from './url-traits';
import { urlTraits } from './url-traits';

/** Extensions of files that run when opened on a workstation. */
const executable = new Set([
  'exe',
  'scr',
  'msi',
  'hta',
  'js',
  'jse',
  'vbs',
  'vbe',
  'ps1',
  'bat',
  'cmd',
  'lnk',
  'iso',
  'jar',
]);

/** What a URL says by its spelling: host, credentials, port, nested URLs, the file it points to. */
export class UrlAnatomyPlugin implements FastPlugin {
  readonly manifest = localManifest({
    name: 'url_anatomy',
    displayName: 'URL anatomy',
    indicatorTypes: ['url'],
    categories: ['context', 'lexical'],
    reliability: 'D',
  });

  readiness() {
    return alwaysReady;
  }

  run({ value }: Indicator): Promise<PluginOutcome> {
    const traits = urlTraits(value);
    const summary = {
      scheme: traits.scheme,
      host: traits.host,
      host_type: traits.hostType,
      port: traits.port,
      has_credentials: traits.hasCredentials,
      path_depth: traits.pathDepth,
      parameter_names: traits.parameterNames,
      file_extension: traits.fileExtension,
      has_nested_url: traits.hasNestedUrl,
      length: traits.length,
    };
    return Promise.resolve({ status: 'ok', summary, evidence: evidenceFrom(traits), observedAt: null, link: null });
  }
}

function evidenceFrom(traits: UrlTraits): Evidence[] {
  if (traits.isInternal) {
    const fact = 'The host is not reachable from the internet.';
    return [evidenceOf({ claim: 'context', lineage: 'url_anatomy', facts: [fact], signals: ['non_public'] })];
  }
  const found: [number, string][] = [];
  if (traits.hasCredentials) found.push([0.6, 'It carries a user name or password, which can hide the real host.']);
  if (traits.hostType === 'ipv4' || traits.hostType === 'ipv6') found.push([0.5, 'The host is a bare address.']);
  if (traits.hostType === 'onion') found.push([0.4, 'The host is a Tor onion service.']);
  if (traits.fileExtension !== null && executable.has(traits.fileExtension)) {
    found.push([0.4, `It points to a file that runs when opened (.${traits.fileExtension}).`]);
  }
  if (traits.hasNestedUrl) found.push([0.2, 'Another URL is nested in it.']);
  return found.map(([strength, fact]) =>
    evidenceOf({ claim: 'suspicious', strength, lineage: 'url_anatomy', facts: [fact] }),
  );
}
