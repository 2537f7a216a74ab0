import type { Permission, TeamRole } from '@sentrybox/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'identity', name: 'membership' })
export class Membership {
  @PrimaryColumn({ name: 'team_id', type: 'uuid' })
  readonly teamId!: string;

  @PrimaryColumn({ name: 'user_id', type: 'uuid' })
  readonly userId!: string;

  @Column({ type: 'text' })
  readonly role!: TeamRole;

  /** Grants in the team, beyond the role. */
  @Column({ type: 'text', array: true, default: [] })
  readonly permissions!: readonly Permission[];

  @Column({ name: 'created_at', type: 'timestamptz' })
  readonly createdAt!: Date;
}
