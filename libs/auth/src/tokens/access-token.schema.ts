import { z } from 'zod';

export const issuer = 'sentrybox';
export const accessTokenType = 'at+jwt';

/** Longest life of an access token, in seconds (wire contract: `expires_in` 3600). A longer one was not made here. */
export const accessTokenLifetimeSeconds = 3_600;

/** How far two clocks may be apart, in seconds, in either direction. */
export const clockToleranceSeconds = 30;

/**
 * Exactly these three members. Whatever else a header may carry (jwk, jku, x5u, x5c, crit, b64, zip, cty) either names
 * key material or changes how the token is read, and identity never sets it.
 */
export const accessTokenHeaderSchema = z.strictObject({
  typ: z.literal(accessTokenType),
  alg: z.literal('ES256'),
  kid: z.string().min(1).max(64),
});

const seconds = z.int().nonnegative();

/** Claims of an access token; all are required. Times are seconds since 1970 (RFC 7519 section 4.1). */
export const accessTokenClaimsSchema = z.object({
  iss: z.literal(issuer),
  aud: z.array(z.string()).min(1),
  /** The user. */
  sub: z.uuid(),
  /** The session. */
  sid: z.uuid(),
  jti: z.uuid(),
  /** Version of the user's rights and password; an older one is refused. */
  tv: z.int().nonnegative(),
  /** The one team in which the token acts. */
  team: z.uuid(),
  iat: seconds,
  nbf: seconds,
  exp: seconds,
});
export type AccessTokenClaims = z.infer<typeof accessTokenClaimsSchema>;
