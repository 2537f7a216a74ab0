import { defineFastPlugin } from '../contract/define-plugin';
import { serviceUrl } from '../contract/settings';
import { askDoh, nameOf, protectiveDns } from './doh';

const rules = {
  blocked: {
    when: 'The protective resolver says that there is no such name, the unprotected one that there is.',
    claim: 'malicious',
    strength: 0.7,
  },
} as const;

/** Whether Quad9 blocks a name. It hides the name, so its own resolver without protection is asked too. */
export const quad9 = () =>
  defineFastPlugin({
    manifest: {
      ...protectiveDns,
      name: 'quad9',
      displayName: 'Quad9',
      description: 'Asks the protective resolver for a name, and the one without protection beside it.',
      documentation: 'https://docs.quad9.net/services/',
      settings: {
        url: serviceUrl('https://dns.quad9.net:5053'),
        unprotected_url: serviceUrl('https://dns10.quad9.net:5053'),
      },
      rules,
    },

    async run(indicator, { provider }) {
      const name = nameOf(indicator);
      if (name === undefined) return { status: 'skipped', reason: 'The host is an address, not a name.' };
      const protectedAnswer = await askDoh(provider, 'url', name);
      if (protectedAnswer.hasName) return { status: 'not_found', summary: { is_blocked: false } };
      const open = await askDoh(provider, 'unprotected_url', name);
      if (!open.hasName) return { status: 'not_found', summary: { is_blocked: false, exists: false } };
      const facts = [`Quad9 blocks ${name}.`];
      return { status: 'ok', summary: { is_blocked: true }, statements: [{ rule: 'blocked', facts }] };
    },
  });
