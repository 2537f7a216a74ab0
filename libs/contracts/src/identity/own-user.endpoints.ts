import { z } from 'zod';
import { defineEndpoint } from '../kernel/endpoint';
import { dataEnvelope } from '../kernel/fields';
import { permissionSchema } from '../kernel/permissions';
import { signedInExample, signedInSchema } from './auth.endpoints';
import {
  displayNameSchema,
  exampleTeamId,
  exampleUserId,
  newPasswordSchema,
  presentedPasswordSchema,
  settingsSchema,
} from './fields';
import { userSchema } from './users.endpoints';

const ownProfileSchema = userSchema.extend({
  /** The team that the presented token acts in. */
  team_id: z.uuid(),
  /** What the presented token may do: the roles and grants of its user, in that team. */
  effective_permissions: z.array(permissionSchema),
});

const example = {
  id: exampleUserId,
  email: 'user@example.com',
  full_name: 'Ada Example',
  role: 'analyst',
  status: 'active',
  teams: [{ id: exampleTeamId, name: 'default', role: 'member' }],
  permissions: [],
  settings: { timezone: 'Europe/Rome' },
  team_id: exampleTeamId,
  effective_permissions: ['analyses:read', 'analyses:run'],
  must_change_password: false,
  created_at: '2026-05-23T10:00:00.000Z',
  updated_at: '2026-05-23T10:00:00.000Z',
  last_login: '2026-05-23T10:00:00.000Z',
};

export const getOwnProfile = defineEndpoint({
  app: 'identity',
  method: 'GET',
  path: '/api/v1/users/me',
  id: 'getOwnProfile',
  summary: 'The own user',
  tag: 'users',
  access: 'profile:read',
  allowedBeforePasswordChange: true,
  responses: { 200: dataEnvelope(ownProfileSchema) },
  examples: [{ name: 'own profile', status: 200, response: { data: example, status: 'success' } }],
});

const profileChanges = z
  .strictObject({ full_name: displayNameSchema, settings: settingsSchema })
  .partial()
  .refine((changes) => Object.keys(changes).length > 0, 'must name at least one field');

const updateFacts = {
  app: 'identity',
  path: '/api/v1/users/me',
  tag: 'users',
  access: 'profile:write',
  body: profileChanges,
  bodyLimitBytes: 65_536,
  responses: { 200: dataEnvelope(ownProfileSchema) },
  errors: [{ status: 400, code: 'too_many_settings', when: 'The user would have more than 100 settings.' }],
  examples: [
    {
      name: 'a setting',
      request: { settings: { timezone: 'Europe/Rome' } },
      status: 200,
      response: { data: example, status: 'success' },
    },
  ],
} as const;

export const updateOwnProfile = defineEndpoint({
  ...updateFacts,
  method: 'PATCH',
  id: 'updateOwnProfile',
  summary: 'Change the own name and settings; what is not named stays',
});

export const putOwnProfile = defineEndpoint({
  ...updateFacts,
  method: 'PUT',
  id: 'putOwnProfile',
  summary: 'The same as PATCH: what is not named stays',
});

export const changeOwnPassword = defineEndpoint({
  app: 'identity',
  method: 'PUT',
  path: '/api/v1/users/me/password',
  id: 'changeOwnPassword',
  summary: 'Change the own password; every session ends and a fresh one is answered',
  tag: 'users',
  access: 'profile:write',
  allowedBeforePasswordChange: true,
  body: z.strictObject({ current_password: presentedPasswordSchema, new_password: newPasswordSchema }),
  bodyLimitBytes: 8_192,
  responses: { 200: dataEnvelope(signedInSchema) },
  errors: [
    { status: 400, code: 'weak_password', when: 'The new password is too short, too long or easily guessed.' },
    { status: 400, code: 'wrong_password', when: 'The current password is not right.' },
  ],
  examples: [
    {
      name: 'change',
      request: { current_password: 'the one-time password', new_password: 'correct horse battery staple' },
      status: 200,
      response: signedInExample,
    },
  ],
});
