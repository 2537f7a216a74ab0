import { z } from 'zod';
import { defineEndpoint } from '../kernel/endpoint';
import { dataEnvelope, pageQuery, timestampSchema } from '../kernel/fields';
import { permissionSchema, teamRoleSchema } from '../kernel/permissions';
import {
  aboveOwnRights,
  exampleUserId,
  grantsSchema,
  identityListEnvelope,
  identityMaxLimit,
  userStatusSchema,
} from './fields';

const memberSchema = z.object({
  user_id: z.uuid(),
  email: z.string(),
  full_name: z.string(),
  status: userStatusSchema,
  role: teamRoleSchema,
  /** Grants beyond the role, in this team. */
  permissions: z.array(permissionSchema),
  joined_at: timestampSchema,
});

const example = {
  user_id: exampleUserId,
  email: 'user@example.com',
  full_name: 'Ada Example',
  status: 'active',
  role: 'member',
  permissions: ['sources:write'],
  joined_at: '2026-05-23T10:00:00.000Z',
};

const teamParams = z.strictObject({ id: z.uuid() });
const memberParams = z.strictObject({ id: z.uuid(), userId: z.uuid() });
const notFound = {
  status: 404,
  code: 'not_found',
  when: 'It is not the team that the credential acts in, or there is no such user or member.',
};
const lastOwner = { status: 409, code: 'last_one', when: 'It would leave the team without an active owner.' };

export const listMembers = defineEndpoint({
  app: 'identity',
  method: 'GET',
  path: '/api/v1/teams/{id}/members',
  id: 'listMembers',
  summary: 'Members of the team, the newest user first',
  tag: 'teams',
  access: 'members:read',
  params: teamParams,
  query: z.strictObject(pageQuery(identityMaxLimit)),
  responses: { 200: identityListEnvelope(memberSchema) },
  errors: [notFound],
  examples: [
    {
      name: 'list',
      status: 200,
      response: { data: [example], pagination: { limit: 20, offset: 0, total: 1, pages: 1 }, status: 'success' },
    },
  ],
});

export const addMember = defineEndpoint({
  app: 'identity',
  method: 'POST',
  path: '/api/v1/teams/{id}/members',
  id: 'addMember',
  summary: 'Add an existing user to the team; others are invited',
  tag: 'teams',
  access: 'members:write',
  params: teamParams,
  body: z.strictObject({
    user_id: z.uuid(),
    role: teamRoleSchema.default('member'),
    permissions: grantsSchema.default([]),
  }),
  responses: { 201: dataEnvelope(memberSchema) },
  errors: [
    notFound,
    aboveOwnRights,
    { status: 409, code: 'already_a_member', when: 'The user is in the team already.' },
  ],
  examples: [
    {
      name: 'add',
      request: { user_id: exampleUserId, role: 'member' },
      status: 201,
      response: { data: { ...example, permissions: [] }, status: 'success' },
    },
  ],
});

const updateFacts = {
  app: 'identity',
  path: '/api/v1/teams/{id}/members/{userId}',
  tag: 'teams',
  access: 'members:write',
  params: memberParams,
  body: z
    .strictObject({ role: teamRoleSchema, permissions: grantsSchema })
    .partial()
    .refine((changes) => Object.keys(changes).length > 0, 'must name at least one field'),
  responses: { 200: dataEnvelope(memberSchema) },
  errors: [notFound, aboveOwnRights, lastOwner],
  examples: [
    {
      name: 'grant',
      request: { permissions: ['sources:write'] },
      status: 200,
      response: { data: example, status: 'success' },
    },
  ],
} as const;

export const updateMember = defineEndpoint({
  ...updateFacts,
  method: 'PATCH',
  id: 'updateMember',
  summary: "Change a member's role and grants; the access tokens of the user end",
});

export const putMember = defineEndpoint({
  ...updateFacts,
  method: 'PUT',
  id: 'putMember',
  summary: 'The same as PATCH: what is not named stays',
});

export const removeMember = defineEndpoint({
  app: 'identity',
  method: 'DELETE',
  path: '/api/v1/teams/{id}/members/{userId}',
  id: 'removeMember',
  summary: 'Remove a member; sessions in this team and invitations that the member made end at once',
  tag: 'teams',
  access: 'members:write',
  params: memberParams,
  responses: { 204: null },
  errors: [notFound, aboveOwnRights, lastOwner],
  examples: [{ name: 'remove', status: 204 }],
});
