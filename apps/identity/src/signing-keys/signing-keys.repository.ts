import { Injectable } from '@nestjs/common';
import { Database } from '@sentrybox/database';
import type { PublicJwk } from '@sentrybox/contracts';
import { In, IsNull, MoreThan, Or } from 'typeorm';
import type { NewSigningKey } from './new-signing-key';
import { SigningKey } from './signing-key.entity';

/** Signing keys belong to the installation: any transaction of the api role, or none, will do. */
@Injectable()
export class SigningKeysRepository {
  constructor(private readonly database: Database) {}

  /** Every key that a token may be signed with now or soon. */
  async published(now: Date): Promise<PublicJwk[]> {
    const keys = await this.database.shared(() =>
      this.database.manager.find(SigningKey, {
        where: { state: In(['next', 'active', 'retiring']), notAfter: Or(IsNull(), MoreThan(now)) },
        order: { createdAt: 'DESC', id: 'DESC' },
      }),
    );
    return keys.map(({ publicJwk }) => publicJwk);
  }

  /** Public parts of all keys there ever were. */
  async ever(): Promise<PublicJwk[]> {
    return (await this.all()).map(({ publicJwk }) => publicJwk);
  }

  async active(): Promise<SigningKey | undefined> {
    const key = await this.database.shared(() => this.database.manager.findOneBy(SigningKey, { state: 'active' }));
    return key ?? undefined;
  }

  /** Adds the first active key; does nothing when another process was faster. */
  async insertActive(key: NewSigningKey, at: Date): Promise<void> {
    await this.database.execute(
      `INSERT INTO identity.signing_key (id, kid, public_jwk, private_sealed, state, not_before, created_at)
       VALUES ($1, $2, $3, $4, 'active', $5, $5)
       ON CONFLICT (state) WHERE state = 'active' DO NOTHING`,
      [key.id, key.kid, key.publicJwk, key.privateSealed, at],
    );
  }

  /** Whoever changes the set of keys does it alone; until the end of the transaction. */
  async lock(): Promise<void> {
    await this.database.execute(`SELECT pg_advisory_xact_lock(hashtext('sentrybox signing keys'))`);
  }

  /** The published one that does not sign yet. */
  async next(): Promise<SigningKey | undefined> {
    const key = await this.database.shared(() => this.database.manager.findOneBy(SigningKey, { state: 'next' }));
    return key ?? undefined;
  }

  async byKid(kid: string): Promise<SigningKey | undefined> {
    const key = await this.database.shared(() => this.database.manager.findOneBy(SigningKey, { kid }));
    return key ?? undefined;
  }

  /** Newest first. */
  async all(): Promise<SigningKey[]> {
    return await this.database.shared(() => this.database.manager.find(SigningKey, { order: { id: 'DESC' } }));
  }

  async insertNext(key: NewSigningKey, notBefore: Date, createdAt: Date): Promise<void> {
    await this.database.manager.insert(SigningKey, { ...key, state: 'next', notBefore, notAfter: null, createdAt });
  }

  /** It verifies until `notAfter` and signs no more. */
  async retireActive(notAfter: Date): Promise<void> {
    await this.database.manager.update(SigningKey, { state: 'active' }, { state: 'retiring', notAfter });
  }

  async activate(kid: string): Promise<void> {
    await this.database.manager.update(SigningKey, { kid }, { state: 'active', notAfter: null });
  }

  async revoke(kid: string, at: Date): Promise<void> {
    await this.database.manager.update(SigningKey, { kid }, { state: 'revoked', notAfter: at });
  }
}
