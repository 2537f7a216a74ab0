import type { TeamRole } from '@sentrybox/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** `teamId` is the wall it stands behind. */
@Entity({ schema: 'identity', name: 'service_account' })
export class ServiceAccount {
  @PrimaryColumn({ name: 'team_id', type: 'uuid' })
  readonly teamId!: string;

  @PrimaryColumn({ type: 'uuid' })
  readonly id!: string;

  /** Unique in the team, without regard to case, among those that are not deleted. */
  @Column({ type: 'text' })
  readonly name!: string;

  @Column({ type: 'text' })
  readonly description!: string;

  @Column({ type: 'text' })
  readonly role!: TeamRole;

  /** Null: the platform. */
  @Column({ name: 'created_by', type: 'uuid', nullable: true })
  readonly createdBy!: string | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  readonly createdAt!: Date;

  @Column({ name: 'deleted_at', type: 'timestamptz', nullable: true })
  readonly deletedAt!: Date | null;
}
