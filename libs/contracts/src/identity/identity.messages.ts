import { z } from 'zod';
import { defineAnnouncement, defineAsk } from '../kernel/messages';
import { keyHolderSchema, principalSchema } from '../kernel/principal';

/** SHA-256 of an API key in lower-case hex; the key itself never crosses Redis. */
const keyDigestSchema = z.string().regex(/^[0-9a-f]{64}$/);

/** Who does this API key belong to, and may it still be used? */
export const verifyKey = defineAsk({
  name: 'identity.key.verify',
  owner: 'identity',
  deadlineMs: 1_000,
  request: z.object({ digest: keyDigestSchema }),
  answer: z.discriminatedUnion('status', [
    z.object({
      status: z.literal('valid'),
      principal: principalSchema,
      /** Networks the key may be used from; empty: from anywhere. Whoever received the request checks it. */
      allowedCidrs: z.array(z.string()),
    }),
    z.object({ status: z.literal('revoked'), holder: keyHolderSchema }),
    z.object({ status: z.literal('unknown') }),
  ]),
});

/** Is this session still good, and what may its user do now? `tokenVersion` is the `tv` claim of the access token. */
export const checkSession = defineAsk({
  name: 'identity.session.check',
  owner: 'identity',
  deadlineMs: 1_000,
  request: z.object({
    sessionId: z.uuid(),
    userId: z.uuid(),
    teamId: z.uuid(),
    tokenVersion: z.int().nonnegative(),
  }),
  answer: z.discriminatedUnion('status', [
    z.object({ status: z.literal('active'), principal: principalSchema }),
    z.object({ status: z.literal('ended') }),
  ]),
});

/** A P-256 public key as published in the JWKS (RFC 7517, RFC 7518 section 6.2). */
export const publicJwkSchema = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string(),
  y: z.string(),
  kid: z.string(),
  alg: z.literal('ES256'),
  use: z.literal('sig'),
});
export type PublicJwk = z.infer<typeof publicJwkSchema>;

/** The keys that access tokens may be signed with now. */
export const signingKeys = defineAsk({
  name: 'identity.signing-keys.list',
  owner: 'identity',
  deadlineMs: 1_000,
  request: z.object({}),
  answer: z.object({ keys: z.array(publicJwkSchema) }),
});

/** These credentials changed: drop what is cached about them at once. */
export const credentialsChanged = defineAnnouncement({
  name: 'identity.credentials.changed',
  owner: 'identity',
  payload: z.object({
    sessionIds: z.array(z.uuid()).default([]),
    userIds: z.array(z.uuid()).default([]),
    keyIds: z.array(z.uuid()).default([]),
  }),
});

/** The set of signing keys changed. */
export const signingKeysChanged = defineAnnouncement({
  name: 'identity.signing-keys.changed',
  owner: 'identity',
  payload: z.object({}),
});
