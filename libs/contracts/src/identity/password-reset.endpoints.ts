import { z } from 'zod';
import { defineEndpoint } from '../kernel/endpoint';
import { dataEnvelope, timestampSchema } from '../kernel/fields';
import { aboveOwnRights, exampleUserId, newPasswordSchema, singleUseTokenSchema } from './fields';

export const createPasswordReset = defineEndpoint({
  app: 'identity',
  method: 'POST',
  path: '/api/v1/users/{id}/password-reset',
  id: 'createPasswordReset',
  summary: 'Make a single-use token by which the user can set a new password; an earlier one ends',
  tag: 'users',
  access: 'users:write',
  params: z.strictObject({ id: z.uuid() }),
  responses: {
    201: dataEnvelope(
      z.object({
        user_id: z.uuid(),
        /** Shown this once: hand it to the user by a way that you trust. */
        token: z.string(),
        expires_at: timestampSchema,
      }),
    ),
  },
  errors: [
    aboveOwnRights,
    { status: 404, code: 'not_found', when: 'There is no such user.' },
    { status: 409, code: 'not_active', when: 'The user is not active.' },
  ],
  examples: [
    {
      name: 'create',
      status: 201,
      response: {
        data: { user_id: exampleUserId, token: 'sbp_…', expires_at: '2026-05-23T11:00:00.000Z' },
        status: 'success',
      },
    },
  ],
});

export const resetPassword = defineEndpoint({
  app: 'identity',
  method: 'POST',
  path: '/api/v1/auth/password-reset',
  id: 'resetPassword',
  summary: 'Set a new password by a single-use token; every session of the user ends',
  tag: 'auth',
  access: 'public',
  rateLimit: 'login',
  body: z.strictObject({ token: singleUseTokenSchema, new_password: newPasswordSchema }),
  bodyLimitBytes: 8_192,
  responses: { 204: null },
  errors: [
    { status: 400, code: 'invalid_token', when: 'The token is unknown, used, replaced, expired or tried too often.' },
    { status: 400, code: 'weak_password', when: 'The new password is too short, too long or easily guessed.' },
  ],
  examples: [{ name: 'reset', request: { token: 'sbp_…', new_password: 'correct horse battery staple' }, status: 204 }],
});
