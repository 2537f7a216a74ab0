import { z } from 'zod';
import { defineEndpoint } from '../kernel/endpoint';
import { dataEnvelope } from '../kernel/fields';
import { emailSchema, exampleTeamId, exampleUserId, presentedPasswordSchema } from './fields';
import { publicJwkSchema } from './identity.messages';

const refreshTokenSchema = z.string().min(1).max(512);

/** What a caller needs to go on: an access token for at most an hour and a refresh token for the next one. */
export const signedInSchema = z.object({
  token: z.string(),
  user_id: z.uuid(),
  /** Seconds. */
  expires_in: z.int(),
  refresh_token: z.string(),
  token_type: z.literal('Bearer'),
  /** The team that the token acts in. */
  team_id: z.uuid(),
  /** True: this token may only read the own profile, change the password and log out. */
  must_change_password: z.boolean(),
});

export const signedInExample = {
  data: {
    token: 'eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCJ9.…',
    user_id: exampleUserId,
    expires_in: 3600,
    refresh_token: 'sbr_…',
    token_type: 'Bearer',
    team_id: exampleTeamId,
    must_change_password: false,
  },
  status: 'success',
};

export const login = defineEndpoint({
  app: 'identity',
  method: 'POST',
  path: '/api/v1/auth/login',
  id: 'login',
  summary: 'Log in with e-mail and password',
  tag: 'auth',
  access: 'public',
  rateLimit: 'login',
  body: z.strictObject({ email: emailSchema, password: presentedPasswordSchema }),
  bodyLimitBytes: 8_192,
  responses: { 200: dataEnvelope(signedInSchema) },
  errors: [
    { status: 401, code: 'unauthorized', when: 'Wrong e-mail or password, or the user may not log in.' },
    { status: 503, code: 'unavailable', when: 'Too many passwords are being checked; try again after Retry-After.' },
  ],
  examples: [
    {
      name: 'login',
      request: { email: 'user@example.com', password: 'correct horse battery staple' },
      status: 200,
      response: signedInExample,
    },
  ],
});

export const refresh = defineEndpoint({
  app: 'identity',
  method: 'POST',
  path: '/api/v1/auth/refresh',
  id: 'refresh',
  summary: 'Exchange a refresh token, or a still valid access token, for new ones',
  tag: 'auth',
  access: 'public',
  body: z.strictObject({ refresh_token: refreshTokenSchema.optional() }).optional(),
  bodyLimitBytes: 8_192,
  responses: { 200: dataEnvelope(signedInSchema) },
  errors: [
    {
      status: 401,
      code: 'unauthorized',
      when: 'Neither token is good. One that was exchanged before ends the whole session.',
    },
  ],
  examples: [{ name: 'by refresh token', request: { refresh_token: 'sbr_…' }, status: 200, response: signedInExample }],
});

export const logout = defineEndpoint({
  app: 'identity',
  method: 'POST',
  path: '/api/v1/auth/logout',
  id: 'logout',
  summary: 'End the session of the presented token',
  tag: 'auth',
  access: 'sessions:write',
  allowedBeforePasswordChange: true,
  responses: { 204: null },
  examples: [{ name: 'logout', status: 204 }],
});

export const switchTeam = defineEndpoint({
  app: 'identity',
  method: 'POST',
  path: '/api/v1/auth/switch-team',
  id: 'switchTeam',
  summary: 'Act in another of the own teams from now on',
  tag: 'auth',
  access: 'sessions:write',
  body: z.strictObject({ team_id: z.uuid() }),
  responses: { 200: dataEnvelope(signedInSchema) },
  errors: [{ status: 404, code: 'not_found', when: 'The caller is not a member of such a team.' }],
  examples: [{ name: 'switch', request: { team_id: exampleTeamId }, status: 200, response: signedInExample }],
});

/** RFC 7517: answered bare, as JWT libraries expect it. */
export const jwks = defineEndpoint({
  app: 'identity',
  method: 'GET',
  path: '/.well-known/jwks.json',
  id: 'jwks',
  summary: 'Public keys that access tokens are signed with',
  tag: 'auth',
  access: 'public',
  rateLimit: 'none',
  responses: { 200: z.object({ keys: z.array(publicJwkSchema) }) },
  examples: [
    {
      name: 'one key',
      status: 200,
      response: {
        keys: [
          {
            kty: 'EC',
            crv: 'P-256',
            x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
            y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
            kid: 'k-019a1b2c',
            alg: 'ES256',
            use: 'sig',
          },
        ],
      },
    },
  ],
});
