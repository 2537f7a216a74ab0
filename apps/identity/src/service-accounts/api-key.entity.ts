import type { Permission } from '@sentrybox/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An API key as stored: never the key. */
@Entity({ schema: 'identity', name: 'api_key' })
export class StoredApiKey {
  @PrimaryColumn({ name: 'team_id', type: 'uuid' })
  readonly teamId!: string;

  @PrimaryColumn({ type: 'uuid' })
  readonly id!: string;

  @Column({ name: 'service_account_id', type: 'uuid' })
  readonly serviceAccountId!: string;

  @Column({ type: 'text' })
  readonly name!: string;

  /** What the key is recognised by, under the pepper of that id. */
  @Column({ type: 'bytea' })
  readonly mac!: Buffer;

  @Column({ name: 'pepper_id', type: 'text' })
  readonly pepperId!: string;

  @Column({ type: 'text' })
  readonly prefix!: string;

  @Column({ type: 'text' })
  readonly last4!: string;

  @Column({ type: 'text', array: true })
  readonly scopes!: readonly Permission[];

  @Column({ name: 'allowed_cidrs', type: 'text', array: true })
  readonly allowedCidrs!: readonly string[];

  /** Null: the platform. */
  @Column({ name: 'created_by', type: 'uuid', nullable: true })
  readonly createdBy!: string | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  readonly createdAt!: Date;

  @Column({ name: 'expires_at', type: 'timestamptz', nullable: true })
  readonly expiresAt!: Date | null;

  @Column({ name: 'revoked_at', type: 'timestamptz', nullable: true })
  readonly revokedAt!: Date | null;
}
