import type { TeamRole } from '@sentrybox/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'identity', name: 'membership' })
export class Membership {
  @PrimaryColumn({ name: 'team_id', type: 'uuid' })
  readonly teamId!: string;

  @PrimaryColumn({ name: 'user_id', type: 'uuid' })
  readonly userId!: string;

  @Column({ type: 'text' })
  readonly role!: TeamRole;

  @Column({ name: 'created_at', type: 'timestamptz' })
  readonly createdAt!: Date;
}
