import { z } from 'zod';
import { defineEndpoint } from '../kernel/endpoint';
import { dataEnvelope, pageQuery, timestampSchema } from '../kernel/fields';
import { platformRoleSchema, teamRoleSchema } from '../kernel/permissions';
import {
  aboveOwnRights,
  displayNameSchema,
  emailSchema,
  exampleInvitationId,
  exampleTeamId,
  exampleUserId,
  identityListEnvelope,
  identityMaxLimit,
  presentedPasswordSchema,
  singleUseTokenSchema,
} from './fields';

const invitationFields = {
  id: z.uuid(),
  email: z.string(),
  /** In the team. */
  role: teamRoleSchema,
  /** Of the account, should the invited one have none yet. */
  platform_role: platformRoleSchema,
  invited_by: z.uuid().nullable(),
  created_at: timestampSchema,
  expires_at: timestampSchema,
};
const invitationSchema = z.object(invitationFields);

const example = {
  id: exampleInvitationId,
  email: 'new@example.com',
  role: 'member',
  platform_role: 'viewer',
  invited_by: exampleUserId,
  created_at: '2026-05-23T10:00:00.000Z',
  expires_at: '2026-05-26T10:00:00.000Z',
};

const teamParams = z.strictObject({ id: z.uuid() });
const notFound = {
  status: 404,
  code: 'not_found',
  when: 'It is not the team that the credential acts in, or there is no such open invitation.',
};

export const createInvitation = defineEndpoint({
  app: 'identity',
  method: 'POST',
  path: '/api/v1/teams/{id}/invitations',
  id: 'createInvitation',
  summary: 'Invite somebody into the team by a single-use token; an earlier one for the same address ends',
  tag: 'teams',
  access: 'members:write',
  params: teamParams,
  body: z.strictObject({
    email: emailSchema,
    role: teamRoleSchema.default('member'),
    platform_role: platformRoleSchema.default('viewer'),
  }),
  responses: {
    201: dataEnvelope(
      z.object({
        /** Shown this once: hand it to the invited one by a way that you trust. */
        token: z.string(),
        ...invitationFields,
      }),
    ),
  },
  errors: [notFound, aboveOwnRights],
  examples: [
    {
      name: 'invite',
      request: { email: 'new@example.com', role: 'member' },
      status: 201,
      response: { data: { token: 'sbi_…', ...example }, status: 'success' },
    },
  ],
});

export const listInvitations = defineEndpoint({
  app: 'identity',
  method: 'GET',
  path: '/api/v1/teams/{id}/invitations',
  id: 'listInvitations',
  summary: 'Open invitations into the team, newest first',
  tag: 'teams',
  access: 'members:write',
  params: teamParams,
  query: z.strictObject(pageQuery(identityMaxLimit)),
  responses: { 200: identityListEnvelope(invitationSchema) },
  errors: [notFound],
  examples: [
    {
      name: 'list',
      status: 200,
      response: { data: [example], pagination: { limit: 20, offset: 0, total: 1, pages: 1 }, status: 'success' },
    },
  ],
});

export const revokeInvitation = defineEndpoint({
  app: 'identity',
  method: 'DELETE',
  path: '/api/v1/teams/{id}/invitations/{invitationId}',
  id: 'revokeInvitation',
  summary: 'Withdraw an open invitation',
  tag: 'teams',
  access: 'members:write',
  params: z.strictObject({ id: z.uuid(), invitationId: z.uuid() }),
  responses: { 204: null },
  errors: [notFound],
  examples: [{ name: 'withdraw', status: 204 }],
});

export const acceptInvitation = defineEndpoint({
  app: 'identity',
  method: 'POST',
  path: '/api/v1/invitations/accept',
  id: 'acceptInvitation',
  summary:
    'Join a team by an invitation: a new account gets the given password, an existing one proves itself by its own',
  tag: 'teams',
  access: 'public',
  rateLimit: 'login',
  body: z.strictObject({
    token: singleUseTokenSchema,
    password: presentedPasswordSchema,
    /** Of a new account; an existing one keeps its name. */
    full_name: displayNameSchema.optional(),
  }),
  bodyLimitBytes: 8_192,
  responses: { 201: dataEnvelope(z.object({ user_id: z.uuid(), team_id: z.uuid(), email: z.string() })) },
  errors: [
    { status: 400, code: 'invalid_token', when: 'The token is unknown, used, replaced, expired or tried too often.' },
    {
      status: 400,
      code: 'weak_password',
      when: 'The password of a new account is too short, too long or easily guessed.',
    },
    { status: 401, code: 'unauthorized', when: 'The password is not that of the existing account.' },
    { status: 409, code: 'already_a_member', when: 'The user is in the team already.' },
  ],
  examples: [
    {
      name: 'accept',
      request: { token: 'sbi_…', password: 'correct horse battery staple', full_name: 'Ada Example' },
      status: 201,
      response: {
        data: { user_id: exampleUserId, team_id: exampleTeamId, email: 'new@example.com' },
        status: 'success',
      },
    },
  ],
});
