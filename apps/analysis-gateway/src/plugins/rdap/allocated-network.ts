import { z } from 'zod';
import type { Answer } from '../contract/define-plugin';
import { decoration } from '../provider/decoration';
import { providerText, timeOf } from '../provider/provider-text';
import type { RdapRule } from './rdap.rules';

const entity = z.object({
  roles: z.array(z.string()),
  handle: z.string().optional(),
  vcardArray: z.unknown().optional(),
});

/** RFC 9083 5.4. */
export const networkSchema = z.object({
  objectClassName: z.literal('ip network'),
  startAddress: z.string(),
  endAddress: z.string(),
  handle: decoration(z.string()),
  name: decoration(z.string()),
  type: decoration(z.string()),
  country: decoration(z.string()),
  status: decoration(z.array(z.string())),
  events: decoration(z.array(z.object({ eventAction: z.string(), eventDate: z.string() }))),
  // The one for abuse is often named below the holder.
  entities: decoration(z.array(entity.extend({ entities: decoration(z.array(entity)) }))),
});
export type Network = z.infer<typeof networkSchema>;

/** RFC 7095: a property of a jCard is its name, parameters, type and value. */
const emailSchema = z.tuple([z.literal('email'), z.unknown(), z.literal('text'), z.string()]);
const cardSchema = z.tuple([z.literal('vcard'), z.array(z.unknown())]);

/** What a registry says of the network that an address is of. */
export function answerOnNetwork(found: Network): Answer<RdapRule> {
  const text = (value: string | undefined) => (value === undefined ? undefined : providerText(value));
  const dateOf = (action: string) => found.events?.find((event) => event.eventAction === action)?.eventDate;
  const contacts = (found.entities ?? []).flatMap((each) => [each, ...(each.entities ?? [])]);
  const holder = contacts.find(({ roles }) => roles.includes('registrant'))?.handle;
  const range = `${providerText(found.startAddress)}–${providerText(found.endAddress)}`;
  return {
    status: 'ok',
    summary: {
      network: range,
      handle: text(found.handle),
      name: text(found.name),
      type: text(found.type),
      country: text(found.country),
      status: found.status?.slice(0, 20).map(providerText),
      holder: text(holder),
      abuse_contact: text(
        contacts
          .filter(({ roles }) => roles.includes('abuse'))
          .map(emailOf)
          .find(Boolean),
      ),
      registered_at: timeOf(dateOf('registration')),
      changed_at: timeOf(dateOf('last changed')),
    },
    statements: [{ rule: 'allocated', facts: [`It is of the network ${range}${nameOf(found)}.`] }],
  };
}

function nameOf({ name }: Network): string {
  return name === undefined ? '' : ` (${providerText(name)})`;
}

function emailOf({ vcardArray }: z.infer<typeof entity>): string | undefined {
  const card = cardSchema.safeParse(vcardArray);
  if (!card.success) return undefined;
  return card.data[1].map((property) => emailSchema.safeParse(property).data?.[3]).find(Boolean);
}
