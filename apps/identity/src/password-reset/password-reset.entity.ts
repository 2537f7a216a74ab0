import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The one reset of a user that counts; a newer one takes its place. */
@Entity({ schema: 'identity', name: 'password_reset' })
export class PasswordReset {
  @PrimaryColumn({ name: 'user_id', type: 'uuid' })
  readonly userId!: string;

  @Column({ type: 'uuid' })
  readonly id!: string;

  @Column({ name: 'secret_hash', type: 'bytea' })
  readonly secretHash!: Buffer;

  /** Wrong secrets that were presented. */
  @Column({ type: 'integer', default: 0 })
  readonly failures!: number;

  /** Null: the platform. */
  @Column({ name: 'created_by', type: 'uuid', nullable: true })
  readonly createdBy!: string | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  readonly createdAt!: Date;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  readonly expiresAt!: Date;
}
