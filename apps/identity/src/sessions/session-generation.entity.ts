import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Every pair of tokens ever made for a session: an old one that comes back must be recognised. */
@Entity({ schema: 'identity', name: 'session_generation' })
export class SessionGeneration {
  @PrimaryColumn({ name: 'session_id', type: 'uuid' })
  readonly sessionId!: string;

  @PrimaryColumn({ type: 'integer' })
  readonly generation!: number;

  @Column({ name: 'refresh_hash', type: 'bytea' })
  readonly refreshHash!: Buffer;

  @Column({ name: 'access_jti', type: 'uuid' })
  readonly accessJti!: string;
}
