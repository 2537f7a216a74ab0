import type { PlatformRole, TeamRole, UserStatus } from '@sentrybox/contracts';

/** A user as stored. */
export interface User {
  readonly id: string;
  readonly email: string;
  readonly fullName: string;
  readonly passwordHash: string;
  readonly platformRole: PlatformRole;
  readonly status: UserStatus;
  /** Goes up whenever tokens made before must die. */
  readonly tokenVersion: number;
  readonly mustChangePassword: boolean;
  readonly lastTeamId: string | null;
  readonly lastLoginAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface TeamOfUser {
  readonly id: string;
  readonly name: string;
  readonly role: TeamRole;
}
