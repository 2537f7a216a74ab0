import { z } from 'zod';
import { defineEndpoint } from '../kernel/endpoint';
import { dataEnvelope, timestampSchema } from '../kernel/fields';
import { teamRoleSchema } from '../kernel/permissions';
import { displayNameSchema, exampleTeamId, teamOfUserSchema } from './fields';

const teamSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  description: z.string(),
  members: z.int().nonnegative(),
  /** The caller's. */
  role: teamRoleSchema,
  created_at: timestampSchema,
});

const example = {
  id: exampleTeamId,
  name: 'blue team',
  description: 'Day shift',
  members: 3,
  role: 'owner',
  created_at: '2026-05-23T10:00:00.000Z',
};

const params = z.strictObject({ id: z.uuid() });
const notFound = { status: 404, code: 'not_found', when: 'It is not the team that the credential acts in.' };
const nameTaken = { status: 409, code: 'name_taken', when: 'There is a team of this name.' };
const descriptionSchema = z.string().trim().max(500);

export const listOwnTeams = defineEndpoint({
  app: 'identity',
  method: 'GET',
  path: '/api/v1/teams',
  id: 'listOwnTeams',
  summary: 'The teams that the caller is a member of',
  tag: 'teams',
  access: 'teams:read',
  responses: { 200: dataEnvelope(z.array(teamOfUserSchema)) },
  examples: [
    {
      name: 'teams',
      status: 200,
      response: { data: [{ id: exampleTeamId, name: 'default', role: 'owner' }], status: 'success' },
    },
  ],
});

export const createTeam = defineEndpoint({
  app: 'identity',
  method: 'POST',
  path: '/api/v1/teams',
  id: 'createTeam',
  summary: 'Create a team and own it; switch to it to act there',
  tag: 'teams',
  access: 'teams:create',
  body: z.strictObject({ name: displayNameSchema, description: descriptionSchema.default('') }),
  responses: { 201: dataEnvelope(teamSchema) },
  errors: [nameTaken],
  examples: [
    {
      name: 'create',
      request: { name: 'blue team', description: 'Day shift' },
      status: 201,
      response: { data: { ...example, members: 1 }, status: 'success' },
    },
  ],
});

export const getTeam = defineEndpoint({
  app: 'identity',
  method: 'GET',
  path: '/api/v1/teams/{id}',
  id: 'getTeam',
  summary: 'The team that the credential acts in',
  tag: 'teams',
  access: 'teams:read',
  params,
  responses: { 200: dataEnvelope(teamSchema) },
  errors: [notFound],
  examples: [{ name: 'get', status: 200, response: { data: example, status: 'success' } }],
});

const updateFacts = {
  app: 'identity',
  path: '/api/v1/teams/{id}',
  tag: 'teams',
  access: 'teams:write',
  params,
  body: z
    .strictObject({ name: displayNameSchema, description: descriptionSchema })
    .partial()
    .refine((changes) => Object.keys(changes).length > 0, 'must name at least one field'),
  responses: { 200: dataEnvelope(teamSchema) },
  errors: [notFound, nameTaken],
  examples: [
    {
      name: 'describe',
      request: { description: 'Day shift' },
      status: 200,
      response: { data: example, status: 'success' },
    },
  ],
} as const;

export const updateTeam = defineEndpoint({
  ...updateFacts,
  method: 'PATCH',
  id: 'updateTeam',
  summary: 'Rename or describe the team; what is not named stays',
});

export const putTeam = defineEndpoint({
  ...updateFacts,
  method: 'PUT',
  id: 'putTeam',
  summary: 'The same as PATCH: what is not named stays',
});

export const deleteTeam = defineEndpoint({
  app: 'identity',
  method: 'DELETE',
  path: '/api/v1/teams/{id}',
  id: 'deleteTeam',
  summary: 'Delete the team: memberships, sessions in it, service accounts, API keys and invitations end at once',
  tag: 'teams',
  access: 'teams:delete',
  params,
  responses: { 204: null },
  errors: [
    notFound,
    { status: 409, code: 'last_one', when: 'It is the only team of the caller, who could not log in any more.' },
  ],
  examples: [{ name: 'delete', status: 204 }],
});
