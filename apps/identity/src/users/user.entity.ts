import type { Permission, PlatformRole, UserSettings, UserStatus } from '@sentrybox/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Belongs to the installation, to no team. */
@Entity({ schema: 'identity', name: 'user' })
export class User {
  @PrimaryColumn({ type: 'uuid' })
  readonly id!: string;

  /** Unique without regard to case. */
  @Column({ type: 'text' })
  readonly email!: string;

  @Column({ name: 'full_name', type: 'text' })
  readonly fullName!: string;

  @Column({ name: 'password_hash', type: 'text' })
  readonly passwordHash!: string;

  @Column({ name: 'platform_role', type: 'text' })
  readonly platformRole!: PlatformRole;

  @Column({ type: 'text' })
  readonly status!: UserStatus;

  /** Grants about the installation, beyond the role. */
  @Column({ type: 'text', array: true, default: [] })
  readonly permissions!: readonly Permission[];

  @Column({ type: 'jsonb', default: {} })
  readonly settings!: UserSettings;

  /** Goes up whenever tokens made before must die. */
  @Column({ name: 'token_version', type: 'integer', default: 0 })
  readonly tokenVersion!: number;

  @Column({ name: 'must_change_password', type: 'boolean' })
  readonly mustChangePassword!: boolean;

  @Column({ name: 'last_team_id', type: 'uuid', nullable: true })
  readonly lastTeamId!: string | null;

  @Column({ name: 'last_login_at', type: 'timestamptz', nullable: true })
  readonly lastLoginAt!: Date | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  readonly createdAt!: Date;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  readonly updatedAt!: Date;

  /** The row of a deleted user stays, without anything personal. */
  @Column({ name: 'deleted_at', type: 'timestamptz', nullable: true })
  readonly deletedAt!: Date | null;
}
