import type { Permission, TeamRole } from '@sentrybox/contracts';

export interface TeamOfUser {
  readonly id: string;
  readonly name: string;
  readonly role: TeamRole;
  /** Grants in the team, beyond the role. */
  readonly permissions: readonly Permission[];
}
