import { z } from 'zod';
import { defineEndpoint } from '../kernel/endpoint';
import { dataEnvelope, pageQuery, timestampSchema } from '../kernel/fields';
import { teamRoleSchema } from '../kernel/permissions';
import { exampleAccountId, exampleUserId, identityListEnvelope, identityMaxLimit } from './fields';

/** Owners are people: a service account has at most the rights of a team admin. */
const serviceAccountRoleSchema = teamRoleSchema.exclude(['owner']);

export const serviceAccountSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  description: z.string(),
  /** Role in its team; no key of it can do more. */
  role: teamRoleSchema,
  created_by: z.uuid().nullable(),
  created_at: timestampSchema,
});

const example = {
  id: exampleAccountId,
  name: 'soar',
  description: 'Playbooks of the SOAR',
  role: 'member',
  created_by: exampleUserId,
  created_at: '2026-05-23T10:00:00.000Z',
};

const params = z.strictObject({ id: z.uuid() });
const notFound = { status: 404, code: 'not_found', when: 'No such service account in the own team.' };

export const createServiceAccount = defineEndpoint({
  app: 'identity',
  method: 'POST',
  path: '/api/v1/service-accounts',
  id: 'createServiceAccount',
  summary: 'Create a service account in the own team',
  tag: 'service-accounts',
  access: 'service-accounts:write',
  body: z.strictObject({
    name: z.string().trim().min(1).max(100),
    description: z.string().max(500).default(''),
    role: serviceAccountRoleSchema.default('member'),
  }),
  responses: { 201: dataEnvelope(serviceAccountSchema) },
  errors: [
    { status: 403, code: 'forbidden', when: 'The role grants more than the caller holds.' },
    { status: 409, code: 'conflict', when: 'The team has a service account of this name.' },
  ],
  examples: [
    {
      name: 'create',
      request: { name: 'soar', description: 'Playbooks of the SOAR' },
      status: 201,
      response: { data: example, status: 'success' },
    },
  ],
});

export const listServiceAccounts = defineEndpoint({
  app: 'identity',
  method: 'GET',
  path: '/api/v1/service-accounts',
  id: 'listServiceAccounts',
  summary: 'Service accounts of the own team, newest first',
  tag: 'service-accounts',
  access: 'service-accounts:read',
  query: z.strictObject(pageQuery(identityMaxLimit)),
  responses: { 200: identityListEnvelope(serviceAccountSchema) },
  examples: [
    {
      name: 'list',
      status: 200,
      response: { data: [example], pagination: { limit: 20, offset: 0, total: 1, pages: 1 }, status: 'success' },
    },
  ],
});

export const getServiceAccount = defineEndpoint({
  app: 'identity',
  method: 'GET',
  path: '/api/v1/service-accounts/{id}',
  id: 'getServiceAccount',
  summary: 'One service account of the own team',
  tag: 'service-accounts',
  access: 'service-accounts:read',
  params,
  responses: { 200: dataEnvelope(serviceAccountSchema) },
  errors: [notFound],
  examples: [{ name: 'get', status: 200, response: { data: example, status: 'success' } }],
});

export const deleteServiceAccount = defineEndpoint({
  app: 'identity',
  method: 'DELETE',
  path: '/api/v1/service-accounts/{id}',
  id: 'deleteServiceAccount',
  summary: 'Delete a service account and revoke its keys at once',
  tag: 'service-accounts',
  access: 'service-accounts:write',
  params,
  responses: { 204: null },
  errors: [notFound],
  examples: [{ name: 'delete', status: 204 }],
});
