import { z } from 'zod';
import { defineEndpoint } from '../kernel/endpoint';
import { dataEnvelope, pageQuery, timestampSchema } from '../kernel/fields';
import { permissionSchema, platformRoleSchema, teamRoleSchema } from '../kernel/permissions';
import {
  aboveOwnRights,
  displayNameSchema,
  emailSchema,
  exampleTeamId,
  exampleUserId,
  grantsSchema,
  identityListEnvelope,
  identityMaxLimit,
  newPasswordSchema,
  settingsSchema,
  teamOfUserSchema,
  userStatusSchema,
} from './fields';

export const userSchema = z.object({
  id: z.uuid(),
  email: z.string(),
  full_name: z.string(),
  /** In the installation; each team has roles of its own. */
  role: platformRoleSchema,
  status: userStatusSchema,
  teams: z.array(teamOfUserSchema),
  /** Grants beyond the roles: about the installation, and in the team that the caller's token acts in. */
  permissions: z.array(permissionSchema),
  settings: settingsSchema,
  must_change_password: z.boolean(),
  created_at: timestampSchema,
  updated_at: timestampSchema,
  last_login: timestampSchema.nullable(),
});

const listedUserSchema = userSchema.omit({ teams: true, permissions: true, settings: true });

/** The columns that a list of users can be sorted by. */
export const userSortFields = ['created_at', 'email', 'full_name', 'last_login'] as const;

const sorts = userSortFields.flatMap((field) => [field, `${field}:asc`, `${field}:desc`] as const);

const listed = {
  id: exampleUserId,
  email: 'user@example.com',
  full_name: 'Ada Example',
  role: 'analyst',
  status: 'active',
  must_change_password: false,
  created_at: '2026-05-23T10:00:00.000Z',
  updated_at: '2026-05-23T10:00:00.000Z',
  last_login: '2026-05-23T10:00:00.000Z',
};
const example = {
  ...listed,
  teams: [{ id: exampleTeamId, name: 'default', role: 'member' }],
  permissions: ['sources:write'],
  settings: {},
};

const params = z.strictObject({ id: z.uuid() });
const notFound = { status: 404, code: 'not_found', when: 'There is no such user.' };
const lastOfItsKind = {
  status: 409,
  code: 'last_one',
  when: 'It would leave the installation without an active admin, or a team without an active owner.',
};

export const listUsers = defineEndpoint({
  app: 'identity',
  method: 'GET',
  path: '/api/v1/users',
  id: 'listUsers',
  summary: 'Users of the installation',
  tag: 'users',
  access: 'users:read',
  query: z.strictObject({
    ...pageQuery(identityMaxLimit),
    status: userStatusSchema.optional(),
    role: platformRoleSchema.optional(),
    /** Part of the e-mail address or the name. */
    q: z.string().trim().min(1).max(100).optional(),
    /** `field:direction`; without a direction ascending. */
    sort: z.enum(sorts).default('created_at:desc'),
  }),
  responses: { 200: identityListEnvelope(listedUserSchema) },
  examples: [
    {
      name: 'list',
      status: 200,
      response: { data: [listed], pagination: { limit: 20, offset: 0, total: 1, pages: 1 }, status: 'success' },
    },
  ],
});

export const createUser = defineEndpoint({
  app: 'identity',
  method: 'POST',
  path: '/api/v1/users',
  id: 'createUser',
  summary: 'Create a user; the password is a one-time password, made here unless given, and shown this once',
  tag: 'users',
  access: 'users:write',
  body: z.strictObject({
    email: emailSchema,
    full_name: displayNameSchema,
    role: platformRoleSchema,
    /** Has to be changed at the first login. */
    password: newPasswordSchema.optional(),
    /** Only the team that the caller's token acts in, which is the default; the role is at most the caller's. */
    teams: z
      .array(z.strictObject({ id: z.uuid(), role: teamRoleSchema.optional() }))
      .min(1)
      .max(1)
      .optional(),
    permissions: grantsSchema.default([]),
    settings: settingsSchema.default({}),
  }),
  responses: {
    201: dataEnvelope(
      userSchema.extend({
        /** Present when no password was given. */
        one_time_password: z.string().optional(),
      }),
    ),
  },
  errors: [
    aboveOwnRights,
    { status: 400, code: 'weak_password', when: 'The password is too short, too long or easily guessed.' },
    { status: 404, code: 'not_found', when: 'A team is not the one that the token acts in.' },
    { status: 409, code: 'email_taken', when: 'There is a user with this e-mail address.' },
  ],
  examples: [
    {
      name: 'create',
      request: { email: 'user@example.com', full_name: 'Ada Example', role: 'analyst' },
      status: 201,
      response: {
        data: { ...example, must_change_password: true, last_login: null, one_time_password: '…' },
        status: 'success',
      },
    },
  ],
});

export const getUser = defineEndpoint({
  app: 'identity',
  method: 'GET',
  path: '/api/v1/users/{id}',
  id: 'getUser',
  summary: 'One user',
  tag: 'users',
  access: 'users:read',
  params,
  responses: { 200: dataEnvelope(userSchema) },
  errors: [notFound],
  examples: [{ name: 'get', status: 200, response: { data: example, status: 'success' } }],
});

const updateFacts = {
  app: 'identity',
  path: '/api/v1/users/{id}',
  tag: 'users',
  access: 'users:write',
  params,
  body: z
    .strictObject({
      full_name: displayNameSchema,
      role: platformRoleSchema,
      status: userStatusSchema,
      permissions: grantsSchema,
      settings: settingsSchema,
    })
    .partial()
    .refine((changes) => Object.keys(changes).length > 0, 'must name at least one field'),
  responses: { 200: dataEnvelope(userSchema) },
  errors: [
    notFound,
    aboveOwnRights,
    lastOfItsKind,
    { status: 400, code: 'not_a_member', when: 'A team permission is granted to somebody who is not in the team.' },
    { status: 400, code: 'too_many_settings', when: 'The user would have more than 100 settings.' },
  ],
  examples: [
    {
      name: 'suspend',
      request: { status: 'suspended' },
      status: 200,
      response: { data: { ...example, status: 'suspended' }, status: 'success' },
    },
  ],
} as const;

export const updateUser = defineEndpoint({
  ...updateFacts,
  method: 'PATCH',
  id: 'updateUser',
  summary: 'Change a user; what is not named stays. Changed rights end the access tokens, a suspension every session',
});

export const putUser = defineEndpoint({
  ...updateFacts,
  method: 'PUT',
  id: 'putUser',
  summary: 'The same as PATCH: what is not named stays',
});

export const deleteUser = defineEndpoint({
  app: 'identity',
  method: 'DELETE',
  path: '/api/v1/users/{id}',
  id: 'deleteUser',
  summary: 'Delete a user: sessions, memberships and the API keys that the user created end at once',
  tag: 'users',
  access: 'users:write',
  params,
  responses: { 204: null },
  errors: [notFound, aboveOwnRights, lastOfItsKind],
  examples: [{ name: 'delete', status: 204 }],
});
