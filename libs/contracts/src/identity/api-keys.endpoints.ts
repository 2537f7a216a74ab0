import { z } from 'zod';
import { defineEndpoint } from '../kernel/endpoint';
import { dataEnvelope, pageQuery, timestampSchema } from '../kernel/fields';
import { permissionSchema } from '../kernel/permissions';
import {
  exampleAccountId,
  exampleKeyId,
  exampleUserId,
  identityListEnvelope,
  identityMaxLimit,
  scopesSchema,
} from './fields';

const apiKeyFields = {
  id: z.uuid(),
  service_account_id: z.uuid(),
  name: z.string(),
  /** First characters of the key. */
  prefix: z.string(),
  /** Its last four characters. */
  last4: z.string(),
  scopes: z.array(permissionSchema),
  /** Networks it may be used from; empty: from anywhere. */
  allowed_cidrs: z.array(z.string()),
  created_by: z.uuid().nullable(),
  created_at: timestampSchema,
  expires_at: timestampSchema.nullable(),
  revoked_at: timestampSchema.nullable(),
  /** To about a minute. */
  last_used_at: timestampSchema.nullable(),
};

export const apiKeySchema = z.object(apiKeyFields);
/** The only answer that ever contains the key. */
export const createdApiKeySchema = z.object({ key: z.string(), ...apiKeyFields });

const example = {
  id: exampleKeyId,
  service_account_id: exampleAccountId,
  name: 'production',
  prefix: 'sb_a3f9',
  last4: 'a7c8',
  scopes: ['analyses:read', 'analyses:run'],
  allowed_cidrs: [],
  created_by: exampleUserId,
  created_at: '2026-05-23T10:00:00.000Z',
  expires_at: null,
  revoked_at: null,
  last_used_at: null,
};

const accountParams = z.strictObject({ id: z.uuid() });
const keyParams = z.strictObject({ id: z.uuid(), keyId: z.uuid() });
const notFound = { status: 404, code: 'not_found', when: 'No such service account or key in the own team.' };

export const createApiKey = defineEndpoint({
  app: 'identity',
  method: 'POST',
  path: '/api/v1/service-accounts/{id}/api-keys',
  id: 'createApiKey',
  summary: 'Create an API key; the key itself is shown this once',
  tag: 'service-accounts',
  access: 'service-accounts:write',
  params: accountParams,
  body: z.strictObject({
    name: z.string().trim().min(1).max(100),
    scopes: scopesSchema,
    allowed_cidrs: z
      .array(z.union([z.cidrv4(), z.cidrv6()]))
      .max(50)
      .default([]),
    /** In the future. */
    expires_at: z.iso.datetime().optional(),
  }),
  responses: { 201: dataEnvelope(createdApiKeySchema) },
  errors: [
    notFound,
    {
      status: 400,
      code: 'invalid_request',
      when: 'The expiry is not in the future, or later than the installation allows.',
    },
    { status: 403, code: 'forbidden', when: 'A scope is more than the caller or the service account holds.' },
  ],
  examples: [
    {
      name: 'create',
      request: { name: 'production', scopes: ['analyses:read', 'analyses:run'] },
      status: 201,
      response: { data: { key: 'sb_…', ...example }, status: 'success' },
    },
  ],
});

export const listApiKeys = defineEndpoint({
  app: 'identity',
  method: 'GET',
  path: '/api/v1/service-accounts/{id}/api-keys',
  id: 'listApiKeys',
  summary: 'API keys of a service account, newest first, revoked ones too',
  tag: 'service-accounts',
  access: 'service-accounts:read',
  params: accountParams,
  query: z.strictObject(pageQuery(identityMaxLimit)),
  responses: { 200: identityListEnvelope(apiKeySchema) },
  errors: [notFound],
  examples: [
    {
      name: 'list',
      status: 200,
      response: { data: [example], pagination: { limit: 20, offset: 0, total: 1, pages: 1 }, status: 'success' },
    },
  ],
});

export const revokeApiKey = defineEndpoint({
  app: 'identity',
  method: 'DELETE',
  path: '/api/v1/service-accounts/{id}/api-keys/{keyId}',
  id: 'revokeApiKey',
  summary: 'Revoke an API key; it is refused everywhere at once',
  tag: 'service-accounts',
  access: 'service-accounts:write',
  params: keyParams,
  responses: { 204: null },
  errors: [notFound],
  examples: [{ name: 'revoke', status: 204 }],
});
