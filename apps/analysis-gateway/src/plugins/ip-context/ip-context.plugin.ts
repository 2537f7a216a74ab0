import { ipScope } from '@sentrybox/ioc';
import { defineFastPlugin } from '../contract/define-plugin';
import { localExposure } from '../contract/local-exposure';
import { isPublicAddress } from '../public-scope';
import { reverseName } from './reverse-name';

/** What an address says by itself: version, the special-use block it lies in, its reverse name. */
export const ipContext = () =>
  defineFastPlugin({
    manifest: {
      ...localExposure,
      name: 'ip_context',
      displayName: 'IP context',
      description: 'Reads an address by itself: its version, the special-use block it lies in, its reverse name.',
      class: 'local',
      indicatorTypes: ['ip'],
      categories: ['context', 'network'],
      reliability: 'A',
      lineage: ['iana_special_purpose_registry'],
      deadlineMs: 2_000,
      rules: {
        special: {
          when: 'The address lies in a block that is not public: private, loopback, documentation …',
          claim: 'context',
          strength: 1,
          signals: ['non_public'],
        },
      },
    },

    run({ value, type }) {
      const scope = ipScope(value) ?? 'reserved';
      const isPublic = isPublicAddress(value) ?? false;
      const version = type === 'ipv6' ? 6 : 4;
      const fact = `The address lies in a block that is ${scope.replaceAll('_', ' ')}.`;
      return Promise.resolve({
        status: 'ok',
        summary: { version, scope, is_public: isPublic, reverse_name: reverseName(value, version) },
        statements: isPublic ? [] : [{ rule: 'special', facts: [fact] }],
      });
    },
  });
