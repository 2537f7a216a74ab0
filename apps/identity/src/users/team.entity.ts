import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Belongs to the installation; who is in it belongs to the team. */
@Entity({ schema: 'identity', name: 'team' })
export class Team {
  @PrimaryColumn({ type: 'uuid' })
  readonly id!: string;

  /** Unique without regard to case. */
  @Column({ type: 'text' })
  readonly name!: string;

  @Column({ name: 'created_at', type: 'timestamptz' })
  readonly createdAt!: Date;
}
