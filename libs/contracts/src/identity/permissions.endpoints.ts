import { z } from 'zod';
import { defineEndpoint } from '../kernel/endpoint';
import { dataEnvelope } from '../kernel/fields';
import { permissionSchema, platformRoleSchema, teamRoleSchema } from '../kernel/permissions';

const permissionFactsSchema = z.object({
  permission: permissionSchema,
  description: z.string(),
  /** `platform`: about the installation, never in an API key. `team`: in one team, also as a scope. */
  dimension: z.enum(['platform', 'team']),
  /** Roles that hold it; it can be granted to others one by one. */
  platform_roles: z.array(platformRoleSchema),
  team_roles: z.array(teamRoleSchema),
});

export const listPermissions = defineEndpoint({
  app: 'identity',
  method: 'GET',
  path: '/api/v1/permissions',
  id: 'listPermissions',
  summary: 'Every permission, by its verb and one by one with who holds it; scopes of API keys are the same words',
  tag: 'users',
  access: 'authenticated',
  responses: {
    200: dataEnvelope(z.record(z.string(), z.array(permissionSchema))).extend({
      permissions: z.array(permissionFactsSchema),
    }),
  },
  examples: [
    {
      name: 'permissions',
      status: 200,
      response: {
        data: { run: ['analyses:run'] },
        permissions: [
          {
            permission: 'analyses:run',
            description: 'Analyse indicators, which may use up the quotas of outside sources.',
            dimension: 'team',
            platform_roles: [],
            team_roles: ['owner', 'admin', 'member'],
          },
        ],
        status: 'success',
      },
    },
  ],
});
