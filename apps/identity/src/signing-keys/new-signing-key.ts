import { generateKeyPairSync } from 'node:crypto';
import type { PublicJwk } from '@sentrybox/contracts';
import { publicJwkSchema } from '@sentrybox/contracts';
import type { SecretBox, SecretPlace } from '@sentrybox/database';
import { uuidv7 } from '@sentrybox/database';

export interface NewSigningKey {
  readonly id: string;
  readonly kid: string;
  readonly publicJwk: PublicJwk;
  readonly privateSealed: string;
}

/** A fresh P-256 pair, its private part sealed for its row. */
export function newSigningKey(box: SecretBox): NewSigningKey {
  const id = uuidv7();
  const kid = `k-${id}`;
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    id,
    kid,
    publicJwk: publicJwkSchema.parse({ ...publicKey.export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' }),
    privateSealed: box.seal(privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(), privatePlaceOf(id)),
  };
}

/** Where the private part of a key lies. */
export function privatePlaceOf(rowId: string): SecretPlace {
  return { table: 'identity.signing_key', column: 'private_sealed', rowId, teamId: null };
}
