import type { PublicJwk } from '@sentrybox/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Belongs to the installation. At most one is active. */
@Entity({ schema: 'identity', name: 'signing_key' })
export class SigningKey {
  @PrimaryColumn({ type: 'uuid' })
  readonly id!: string;

  @Column({ type: 'text' })
  readonly kid!: string;

  @Column({ name: 'public_jwk', type: 'jsonb' })
  readonly publicJwk!: PublicJwk;

  /** An envelope of SecretBox. */
  @Column({ name: 'private_sealed', type: 'text' })
  readonly privateSealed!: string;

  @Column({ type: 'text' })
  readonly state!: 'next' | 'active' | 'retiring' | 'revoked';

  @Column({ name: 'not_before', type: 'timestamptz' })
  readonly notBefore!: Date;

  @Column({ name: 'not_after', type: 'timestamptz', nullable: true })
  readonly notAfter!: Date | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  readonly createdAt!: Date;
}
