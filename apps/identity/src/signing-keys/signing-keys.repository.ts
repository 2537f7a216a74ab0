import { Injectable } from '@nestjs/common';
import { Database } from '@sentrybox/database';
import type { PublicJwk } from '@sentrybox/contracts';

export interface SigningKeyRow {
  readonly id: string;
  readonly kid: string;
  readonly privateSealed: string;
}

/** Signing keys belong to the installation. */
@Injectable()
export class SigningKeysRepository {
  constructor(private readonly database: Database) {}

  /** Every key that a token may be signed with now or soon. */
  async published(now: Date): Promise<PublicJwk[]> {
    const rows = await this.database.query<{ publicJwk: PublicJwk }>(
      `SELECT public_jwk AS "publicJwk" FROM identity.signing_key
       WHERE state IN ('next', 'active', 'retiring') AND (not_after IS NULL OR not_after > $1)
       ORDER BY created_at DESC, id DESC`,
      [now],
    );
    return rows.map(({ publicJwk }) => publicJwk);
  }

  async active(): Promise<SigningKeyRow | undefined> {
    const [row] = await this.database.query<SigningKeyRow>(
      `SELECT id, kid, private_sealed AS "privateSealed" FROM identity.signing_key WHERE state = 'active'`,
    );
    return row;
  }

  /** Adds the first active key; does nothing when another process was faster. */
  async insertActive(key: SigningKeyRow & { readonly publicJwk: PublicJwk; readonly at: Date }): Promise<void> {
    await this.database.execute(
      `INSERT INTO identity.signing_key (id, kid, public_jwk, private_sealed, state, not_before, created_at)
       VALUES ($1, $2, $3, $4, 'active', $5, $5)
       ON CONFLICT (state) WHERE state = 'active' DO NOTHING`,
      [key.id, key.kid, key.publicJwk, key.privateSealed, key.at],
    );
  }
}
