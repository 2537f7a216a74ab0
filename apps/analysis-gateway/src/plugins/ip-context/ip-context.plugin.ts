import { ipScope } from '@sentrybox/ioc';
import { evidenceOf } from '../evidence';
import { alwaysReady, localManifest } from '../local-plugin';
import type { FastPlugin, Indicator, PluginOutcome } from '../plugin';
import { isPublicAddress } from '../public-scope';
import { reverseName } from './reverse-name';

/** What an address says by itself: version, the special-use block it lies in, its reverse name. */
export class IpContextPlugin implements FastPlugin {
  readonly manifest = localManifest({
    name: 'ip_context',
    displayName: 'IP context',
    indicatorTypes: ['ip'],
    categories: ['context'],
    reliability: 'A',
  });

  readiness() {
    return alwaysReady;
  }

  run({ value, type }: Indicator): Promise<PluginOutcome> {
    const scope = ipScope(value) ?? 'reserved';
    const isPublic = isPublicAddress(value) ?? false;
    const summary = {
      version: type === 'ipv6' ? 6 : 4,
      scope,
      is_public: isPublic,
      reverse_name: reverseName(value, type === 'ipv6' ? 6 : 4),
    };
    const evidence = isPublic
      ? []
      : [
          evidenceOf({
            claim: 'context',
            lineage: 'iana_special_purpose_registry',
            reliability: 'A',
            facts: [`The address lies in a block that is ${scope.replaceAll('_', ' ')}.`],
            signals: ['non_public'],
          }),
        ];
    return Promise.resolve({ status: 'ok', summary, evidence, observedAt: null, link: null });
  }
}
