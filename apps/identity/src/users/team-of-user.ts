import type { TeamRole } from '@sentrybox/contracts';

export interface TeamOfUser {
  readonly id: string;
  readonly name: string;
  readonly role: TeamRole;
}
