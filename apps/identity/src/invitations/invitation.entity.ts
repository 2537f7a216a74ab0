import type { PlatformRole, TeamRole } from '@sentrybox/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** At most one is open for an address in a team. */
@Entity({ schema: 'identity', name: 'invitation' })
export class Invitation {
  @PrimaryColumn({ name: 'team_id', type: 'uuid' })
  readonly teamId!: string;

  @PrimaryColumn({ type: 'uuid' })
  readonly id!: string;

  @Column({ type: 'text' })
  readonly email!: string;

  @Column({ type: 'text' })
  readonly role!: TeamRole;

  /** Of the account, should there be none yet. */
  @Column({ name: 'platform_role', type: 'text' })
  readonly platformRole!: PlatformRole;

  @Column({ name: 'secret_hash', type: 'bytea' })
  readonly secretHash!: Buffer;

  /** Wrong secrets and passwords that were presented. */
  @Column({ type: 'integer', default: 0 })
  readonly failures!: number;

  /** Null: the platform. */
  @Column({ name: 'invited_by', type: 'uuid', nullable: true })
  readonly invitedBy!: string | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  readonly createdAt!: Date;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  readonly expiresAt!: Date;

  @Column({ name: 'accepted_at', type: 'timestamptz', nullable: true })
  readonly acceptedAt!: Date | null;

  @Column({ name: 'revoked_at', type: 'timestamptz', nullable: true })
  readonly revokedAt!: Date | null;
}
