import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Belongs to the installation; who is in it belongs to the team. */
@Entity({ schema: 'identity', name: 'team' })
export class Team {
  @PrimaryColumn({ type: 'uuid' })
  readonly id!: string;

  /** Unique without regard to case among those that are not deleted. */
  @Column({ type: 'text' })
  readonly name!: string;

  @Column({ type: 'text', default: '' })
  readonly description!: string;

  @Column({ name: 'created_at', type: 'timestamptz' })
  readonly createdAt!: Date;

  @Column({ name: 'deleted_at', type: 'timestamptz', nullable: true })
  readonly deletedAt!: Date | null;
}
