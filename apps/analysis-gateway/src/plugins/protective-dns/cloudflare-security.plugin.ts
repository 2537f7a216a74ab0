import { defineFastPlugin } from '../contract/define-plugin';
import { serviceUrl } from '../contract/settings';
import { askDoh, nameOf, protectiveDns } from './doh';

const rules = {
  blocked: { when: 'The only address of the name is 0.0.0.0.', claim: 'malicious', strength: 0.7 },
} as const;

/** Whether Cloudflare's resolver against malware blocks a name. */
export const cloudflareSecurity = () =>
  defineFastPlugin({
    manifest: {
      ...protectiveDns,
      name: 'cloudflare_security',
      displayName: 'Cloudflare security DNS',
      description: 'Asks the resolver that hides names of malware whether it hides this one.',
      documentation: 'https://developers.cloudflare.com/1.1.1.1/setup/#1111-for-families',
      settings: { url: serviceUrl('https://security.cloudflare-dns.com') },
      rules,
    },

    async run(indicator, { provider }) {
      const name = nameOf(indicator);
      if (name === undefined) return { status: 'skipped', reason: 'The host is an address, not a name.' };
      const { hasName, addresses } = await askDoh(provider, 'url', name);
      const isBlocked = addresses.length > 0 && addresses.every((address) => address === '0.0.0.0');
      if (!isBlocked) return { status: 'not_found', summary: { is_blocked: false, exists: hasName } };
      const facts = [`Cloudflare blocks ${name} as malware or phishing.`];
      return { status: 'ok', summary: { is_blocked: true }, statements: [{ rule: 'blocked', facts }] };
    },
  });
