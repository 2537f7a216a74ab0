import type { TeamRole } from '@sentrybox/contracts';

/** A service account as stored; `teamId` is the wall it stands behind. */
export interface ServiceAccount {
  readonly id: string;
  readonly teamId: string;
  readonly name: string;
  readonly description: string;
  readonly role: TeamRole;
  readonly createdBy: string | null;
  readonly createdAt: Date;
}
