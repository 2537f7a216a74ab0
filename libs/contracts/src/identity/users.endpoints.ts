import { z } from 'zod';
import { defineEndpoint } from '../kernel/endpoint';
import { dataEnvelope, timestampSchema } from '../kernel/fields';
import { permissionSchema, platformRoleSchema, teamRoleSchema } from '../kernel/permissions';
import { signedInExample, signedInSchema } from './auth.endpoints';
import { exampleTeamId, exampleUserId, newPasswordSchema, presentedPasswordSchema } from './fields';

export const userStatuses = ['active', 'inactive', 'suspended'] as const;
export const userStatusSchema = z.enum(userStatuses);
export type UserStatus = z.infer<typeof userStatusSchema>;

const teamOfUserSchema = z.object({ id: z.uuid(), name: z.string(), role: teamRoleSchema });

const ownProfileSchema = z.object({
  id: z.uuid(),
  email: z.string(),
  full_name: z.string(),
  role: platformRoleSchema,
  status: userStatusSchema,
  teams: z.array(teamOfUserSchema),
  /** The team that the presented token acts in. */
  team_id: z.uuid(),
  /** What the presented token may do in that team. */
  effective_permissions: z.array(permissionSchema),
  must_change_password: z.boolean(),
  created_at: timestampSchema,
  updated_at: timestampSchema,
  last_login: timestampSchema.nullable(),
});

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
  examples: [
    {
      name: 'own profile',
      status: 200,
      response: {
        data: {
          id: exampleUserId,
          email: 'user@example.com',
          full_name: 'Ada Example',
          role: 'analyst',
          status: 'active',
          teams: [{ id: exampleTeamId, name: 'default', role: 'member' }],
          team_id: exampleTeamId,
          effective_permissions: ['analyses:read', 'analyses:run'],
          must_change_password: false,
          created_at: '2026-05-23T10:00:00.000Z',
          updated_at: '2026-05-23T10:00:00.000Z',
          last_login: '2026-05-23T10:00:00.000Z',
        },
        status: 'success',
      },
    },
  ],
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

export const listPermissions = defineEndpoint({
  app: 'identity',
  method: 'GET',
  path: '/api/v1/permissions',
  id: 'listPermissions',
  summary: 'Every permission, by what it allows; the scopes of API keys are the same words',
  tag: 'users',
  access: 'authenticated',
  responses: { 200: dataEnvelope(z.record(z.string(), z.array(permissionSchema))) },
  examples: [
    {
      name: 'permissions',
      status: 200,
      response: { data: { read: ['analyses:read', 'plugins:read'], run: ['analyses:run'] }, status: 'success' },
    },
  ],
});

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
