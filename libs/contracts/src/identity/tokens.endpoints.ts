import { z } from 'zod';
import { defineEndpoint } from '../kernel/endpoint';
import { dataEnvelope, pageQuery, timestampSchema } from '../kernel/fields';
import { exampleTeamId, exampleUserId, identityListEnvelope, identityMaxLimit } from './fields';

/** A session: what a login opened, with all its access and refresh tokens. */
const sessionSchema = z.object({
  id: z.uuid(),
  /** Where it was opened from. */
  name: z.string(),
  team_id: z.uuid(),
  is_current: z.boolean(),
  created_at: timestampSchema,
  expires_at: timestampSchema,
  last_used: timestampSchema,
});

const example = {
  id: '019a1b2c-0000-7000-8000-000000000008',
  name: '192.0.2.10',
  team_id: exampleTeamId,
  is_current: true,
  created_at: '2026-05-23T10:00:00.000Z',
  expires_at: '2026-05-23T22:00:00.000Z',
  last_used: '2026-05-23T10:05:00.000Z',
};
const page = { limit: 20, offset: 0, total: 1, pages: 1 };

export const listTokens = defineEndpoint({
  app: 'identity',
  method: 'GET',
  path: '/api/v1/tokens',
  id: 'listTokens',
  summary: "The caller's sessions that have not ended, newest first",
  tag: 'sessions',
  access: 'profile:read',
  query: z.strictObject(pageQuery(identityMaxLimit)),
  responses: { 200: identityListEnvelope(sessionSchema) },
  examples: [{ name: 'list', status: 200, response: { data: [example], pagination: page, status: 'success' } }],
});

export const revokeTokens = defineEndpoint({
  app: 'identity',
  method: 'POST',
  path: '/api/v1/tokens/revoke',
  id: 'revokeTokens',
  summary: "End one of the caller's sessions, or log out everywhere",
  tag: 'sessions',
  access: 'sessions:write',
  body: z.union([
    z.strictObject({ token_id: z.uuid() }),
    /** `others` spares the session that asks. */
    z.strictObject({ all: z.enum(['sessions', 'others']) }),
  ]),
  responses: { 200: dataEnvelope(z.object({ revoked: z.int() })) },
  errors: [{ status: 404, code: 'not_found', when: 'The caller has no such session, or it has ended.' }],
  examples: [
    {
      name: 'log out everywhere',
      request: { all: 'sessions' },
      status: 200,
      response: { data: { revoked: 3 }, status: 'success' },
    },
  ],
});

export const revokeUserTokens = defineEndpoint({
  app: 'identity',
  method: 'POST',
  path: '/api/v1/users/{id}/tokens/revoke',
  id: 'revokeUserTokens',
  summary: 'End every session of a user',
  tag: 'sessions',
  access: 'users:write',
  params: z.strictObject({ id: z.uuid() }),
  responses: { 200: dataEnvelope(z.object({ revoked: z.int() })) },
  errors: [{ status: 404, code: 'not_found', when: 'There is no such user.' }],
  examples: [{ name: 'end all', status: 200, response: { data: { revoked: 2 }, status: 'success' } }],
});

export const validateToken = defineEndpoint({
  app: 'identity',
  method: 'POST',
  path: '/api/v1/auth/validate',
  id: 'validateToken',
  summary: 'Say whether an access token or an API key is good now, and whose it is',
  tag: 'auth',
  access: 'authenticated',
  body: z.strictObject({ token: z.string().min(1).max(4_096) }),
  bodyLimitBytes: 8_192,
  responses: {
    200: dataEnvelope(
      z.object({
        active: z.boolean(),
        kind: z.enum(['user', 'api_key']).optional(),
        subject: z.uuid().optional(),
        team_id: z.uuid().optional(),
        permissions: z.array(z.string()).optional(),
      }),
    ),
  },
  examples: [
    {
      name: 'active',
      request: { token: 'eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCJ9.…' },
      status: 200,
      response: {
        data: {
          active: true,
          kind: 'user',
          subject: exampleUserId,
          team_id: exampleTeamId,
          permissions: ['analyses:read'],
        },
        status: 'success',
      },
    },
  ],
});
