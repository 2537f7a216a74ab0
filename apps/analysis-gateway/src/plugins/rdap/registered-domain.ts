import { z } from 'zod';
import type { Answer } from '../contract/define-plugin';
import { decoration } from '../provider/decoration';
import { providerText, timeOf } from '../provider/provider-text';
import type { RdapRule } from './rdap.rules';
import { youngDays } from './rdap.rules';

const dayMs = 86_400_000;

/** RFC 9083 5.3. */
export const domainSchema = z.object({
  objectClassName: z.literal('domain'),
  ldhName: z.string(),
  events: z.array(z.object({ eventAction: z.string(), eventDate: z.iso.datetime({ offset: true }) })),
  status: decoration(z.array(z.string())),
  nameservers: decoration(z.array(z.object({ ldhName: z.string() }))),
  entities: decoration(z.array(z.object({ roles: z.array(z.string()), handle: z.string().optional() }))),
});

/** What a registry says of a domain. */
export function answerOnDomain(domain: string, found: z.infer<typeof domainSchema>, now: Date): Answer<RdapRule> {
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

function ageOf(registered: string, now: Date): number {
  return Math.max(0, Math.floor((now.getTime() - Date.parse(registered)) / dayMs));
}
