import { z } from 'zod';
import { permissionSchema, platformRoleSchema, teamRoleSchema } from './permissions';

const common = {
  /** The one team this credential acts in. */
  teamId: z.uuid(),
  teamRole: teamRoleSchema,
  /** Role in the team ∩ key scopes. */
  permissions: z.array(permissionSchema),
};

/** Somebody at a keyboard, by an access token. */
const userPrincipalSchema = z.object({
  kind: z.literal('user'),
  userId: z.uuid(),
  sessionId: z.uuid(),
  platformRole: platformRoleSchema,
  mustChangePassword: z.boolean(),
  ...common,
});

/** A service account, by one of its API keys. */
const keyPrincipalSchema = z.object({
  kind: z.literal('api_key'),
  keyId: z.uuid(),
  serviceAccountId: z.uuid(),
  serviceAccountName: z.string(),
  ...common,
});

/** Who acts, as every service sees it; comes only from a verified credential. */
export const principalSchema = z.discriminatedUnion('kind', [userPrincipalSchema, keyPrincipalSchema]);
export type Principal = z.infer<typeof principalSchema>;
export type UserPrincipal = z.infer<typeof userPrincipalSchema>;
/** Whose key it is or was, also where it lets nobody in. */
export const keyHolderSchema = keyPrincipalSchema.pick({ keyId: true, serviceAccountId: true, teamId: true });
export type KeyHolder = z.infer<typeof keyHolderSchema>;
export type KeyPrincipal = z.infer<typeof keyPrincipalSchema>;

/** The id by which audit rows and limits name the principal: the user's or the service account's. */
export function subjectIdOf(principal: Principal): string {
  return principal.kind === 'user' ? principal.userId : principal.serviceAccountId;
}
