import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { EndReason } from './session';

/** Belongs to its user and outlives a change of team. */
@Entity({ schema: 'identity', name: 'session' })
export class Session {
  @PrimaryColumn({ type: 'uuid' })
  readonly id!: string;

  @Column({ name: 'user_id', type: 'uuid' })
  readonly userId!: string;

  @Column({ name: 'acting_team_id', type: 'uuid' })
  readonly actingTeamId!: string;

  /** The number of the pair of tokens that counts now, from 1. */
  @Column({ type: 'integer' })
  readonly generation!: number;

  /** The current refresh token, readable by whoever holds the one before. */
  @Column({ name: 'successor_sealed', type: 'bytea', nullable: true })
  readonly successorSealed!: Buffer | null;

  @Column({ name: 'opened_from', type: 'inet', nullable: true })
  readonly openedFrom!: string | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  readonly createdAt!: Date;

  @Column({ name: 'rotated_at', type: 'timestamptz' })
  readonly rotatedAt!: Date;

  @Column({ name: 'last_used_at', type: 'timestamptz' })
  readonly lastUsedAt!: Date;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  readonly expiresAt!: Date;

  @Column({ name: 'ended_at', type: 'timestamptz', nullable: true })
  readonly endedAt!: Date | null;

  @Column({ name: 'end_reason', type: 'text', nullable: true })
  readonly endReason!: EndReason | null;
}
