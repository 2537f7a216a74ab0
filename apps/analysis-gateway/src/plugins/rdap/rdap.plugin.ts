import { registrableDomain } from '@sentrybox/ioc';
import { z } from 'zod';
import { defineFastPlugin } from '../contract/define-plugin';
import type { Answer } from '../contract/define-plugin';
import type { Provider } from '../contract/plugin-context';
import { serviceUrl } from '../contract/settings';
import { decoration } from '../provider/decoration';
import { Kept } from '../provider/kept';
import { providerText, timeOf } from '../provider/provider-text';

const dayMs = 86_400_000;
/** Names younger than this are often made for one campaign. */
const youngDays = 30;

const rules = {
  young: {
    when: `The domain was registered in the last ${youngDays} days.`,
    claim: 'suspicious',
    strength: 0.4,
  },
  registered: { when: 'The domain was registered before that.', claim: 'context', strength: 1 },
} as const;

/** RFC 9224: top-level domains and the servers that answer for them. */
const bootstrapSchema = z.object({
  services: z.array(z.tuple([z.array(z.string()), z.array(z.string())])).min(1),
});
type Bootstrap = z.infer<typeof bootstrapSchema>;

/** RFC 9083 5.3. */
const domainSchema = z.object({
  objectClassName: z.literal('domain'),
  ldhName: z.string(),
  events: z.array(z.object({ eventAction: z.string(), eventDate: z.iso.datetime({ offset: true }) })),
  status: decoration(z.array(z.string())),
  nameservers: decoration(z.array(z.object({ ldhName: z.string() }))),
  entities: decoration(z.array(z.object({ roles: z.array(z.string()), handle: z.string().optional() }))),
});

type Registration = z.infer<typeof domainSchema>;

/** Who registered a domain, when, and until when; asked of the registry that IANA's directory names. */
export const rdap = () => {
  const directories = new Kept<Bootstrap>(dayMs);
  return defineFastPlugin({
    manifest: {
      name: 'rdap',
      displayName: 'RDAP',
      description: 'Asks the registry of a domain, found in the directory of IANA, for its registration.',
      documentation: 'https://www.rfc-editor.org/rfc/rfc9083',
      class: 'fast',
      indicatorTypes: ['domain'],
      kinds: ['domain'],
      disclosure: 'passive',
      maxTlp: 'green',
      maxPap: 'amber',
      categories: ['context', 'registration'],
      reliability: 'A',
      deadlineMs: 10_000,
      cache: { hitSeconds: 86_400, missSeconds: 43_200 },
      reachesAnyHost: 'Each registry has a server of its own, which the directory of IANA names.',
      settings: { url: serviceUrl('https://data.iana.org/rdap') },
      rules,
    },

    async run({ value }, { provider, settings, clock }) {
      const domain = registrableDomain(value);
      if (domain === null) return { status: 'skipped', reason: 'The domain is a public suffix; nobody registered it.' };
      const directory = await directories.get(settings.url, clock, () => fetchDirectory(provider));
      const server = serverFor(directory, domain);
      if (server === undefined) return { status: 'skipped', reason: 'The registry of this domain has no RDAP server.' };
      const { status, body } = await provider.ask({
        at: server,
        path: '/domain/{domain}',
        slots: { domain },
        headers: { accept: 'application/rdap+json' },
        answers: [200, 404],
      });
      if (status === 404) return { status: 'not_found' };
      const found = provider.read(domainSchema, body);
      if (found.ldhName.toLowerCase() !== domain) throw provider.notUnderstood('ldhName');
      return answerOn(domain, found, clock.now());
    },
  });
};

async function fetchDirectory(provider: Provider): Promise<Bootstrap> {
  const { body } = await provider.ask({ path: '/dns.json' });
  return provider.read(bootstrapSchema, body);
}

function answerOn(domain: string, found: Registration, now: Date): Answer<keyof typeof rules> {
  const dateOf = (action: string) => found.events.find((event) => event.eventAction === action)?.eventDate;
  const registered = dateOf('registration');
  const registrar = found.entities?.find(({ roles }) => roles.includes('registrar'))?.handle;
  const ageDays = registered === undefined ? undefined : ageOf(registered, now);
  const facts = [`${domain} was registered ${ageDays ?? 0} days ago.`];
  return {
    status: 'ok',
    summary: {
      domain,
      registered_at: timeOf(registered),
      expires_at: timeOf(dateOf('expiration')),
      changed_at: timeOf(dateOf('last changed')),
      age_days: ageDays,
      status: found.status?.slice(0, 20).map(providerText),
      name_servers: found.nameservers?.slice(0, 20).map(({ ldhName }) => providerText(ldhName.toLowerCase())),
      registrar: registrar === undefined ? undefined : providerText(registrar),
    },
    // Some registries do not tell the date.
    statements: ageDays === undefined ? [] : [{ rule: ageDays < youngDays ? 'young' : 'registered', facts }],
  };
}

function serverFor({ services }: Bootstrap, domain: string): string | undefined {
  const suffix = domain.slice(domain.lastIndexOf('.') + 1);
  const servers = services.find(([suffixes]) => suffixes.includes(suffix))?.[1] ?? [];
  return servers.find((url) => url.startsWith('https://'));
}

function ageOf(registered: string, now: Date): number {
  return Math.max(0, Math.floor((now.getTime() - Date.parse(registered)) / dayMs));
}
