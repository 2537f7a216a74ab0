import { z } from 'zod';
import { defineEndpoint } from '../kernel/endpoint';
import { dataEnvelope, timestampSchema } from '../kernel/fields';

const signingKeyStates = ['next', 'active', 'retiring', 'revoked'] as const;

const signingKeySchema = z.object({
  id: z.uuid(),
  kid: z.string(),
  /** `next` is published and signs from `not_before` on; `retiring` verifies until `not_after`; `revoked` nothing. */
  state: z.enum(signingKeyStates),
  not_before: timestampSchema,
  not_after: timestampSchema.nullable(),
  created_at: timestampSchema,
});

const example = {
  id: '019a1b2c-0000-7000-8000-000000000007',
  kid: 'k-019a1b2c-0000-7000-8000-000000000007',
  state: 'next',
  not_before: '2026-05-23T10:10:00.000Z',
  not_after: null,
  created_at: '2026-05-23T10:00:00.000Z',
};

export const listSigningKeys = defineEndpoint({
  app: 'identity',
  method: 'GET',
  path: '/api/v1/signing-keys',
  id: 'listSigningKeys',
  summary: 'Keys that access tokens are or were signed with, newest first; their private parts are never shown',
  tag: 'signing keys',
  access: 'signing-keys:read',
  responses: { 200: dataEnvelope(z.array(signingKeySchema)) },
  examples: [{ name: 'list', status: 200, response: { data: [example], status: 'success' } }],
});

export const rotateSigningKey = defineEndpoint({
  app: 'identity',
  method: 'POST',
  path: '/api/v1/signing-keys/rotate',
  id: 'rotateSigningKey',
  summary: 'Publish a new signing key, which takes over once everybody can know it',
  tag: 'signing keys',
  access: 'signing-keys:write',
  body: z.strictObject({}).optional(),
  responses: { 201: dataEnvelope(signingKeySchema) },
  errors: [{ status: 409, code: 'conflict', when: 'A new key waits for its time already.' }],
  examples: [{ name: 'rotate', status: 201, response: { data: example, status: 'success' } }],
});

export const revokeSigningKey = defineEndpoint({
  app: 'identity',
  method: 'POST',
  path: '/api/v1/signing-keys/{kid}/revoke',
  id: 'revokeSigningKey',
  summary:
    'Revoke a compromised key at once: every token signed with it is refused; a new one takes over if it was the active one',
  tag: 'signing keys',
  access: 'signing-keys:write',
  params: z.strictObject({ kid: z.string().regex(/^[\w-]{1,64}$/) }),
  responses: { 200: dataEnvelope(signingKeySchema) },
  errors: [
    { status: 404, code: 'not_found', when: 'There is no such key.' },
    { status: 409, code: 'conflict', when: 'It is revoked already.' },
  ],
  examples: [{ name: 'revoke', status: 200, response: { data: { ...example, state: 'revoked' }, status: 'success' } }],
});
