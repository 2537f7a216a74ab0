import { createHmac, createSecretKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { bug } from '@sentrybox/errors';

interface Pepper {
  readonly id: string;
  readonly secret: KeyObject;
}

export interface StoredMac {
  readonly pepperId: string;
  readonly mac: Buffer;
}

/**
 * What is stored of an API key: HMAC-SHA256(pepper, SHA-256(key)). A copy of the database alone allows no guessing, and
 * the digest that travels between services is not what is stored.
 */
export class KeyPeppers {
  private constructor(private readonly peppers: readonly [Pepper, ...Pepper[]]) {}

  /** @param config `id:base64 of 32 bytes`, separated by commas, as API_KEY_PEPPERS has it. @throws DomainError bug */
  static fromConfig(config: string): KeyPeppers {
    const [first, ...rest] = config.split(',').map(parsePepper);
    if (first === undefined) throw bug('API_KEY_PEPPERS is empty');
    return new KeyPeppers([first, ...rest]);
  }

  /** For a new key. @param digest SHA-256 of the key in hex. */
  forNewKey(digest: string): StoredMac {
    return macWith(this.peppers[0], digest);
  }

  /** What the key may be stored as, under every pepper that still counts; the first is what it should be stored as. */
  candidates(digest: string): readonly [StoredMac, ...StoredMac[]] {
    const [first, ...rest] = this.peppers;
    return [macWith(first, digest), ...rest.map((pepper) => macWith(pepper, digest))];
  }
}

function macWith(pepper: Pepper, digest: string): StoredMac {
  const mac = createHmac('sha256', pepper.secret).update(Buffer.from(digest, 'hex')).digest();
  return { pepperId: pepper.id, mac };
}

function parsePepper(entry: string): Pepper {
  const colon = entry.indexOf(':');
  const secret = Buffer.from(entry.slice(colon + 1), 'base64');
  if (colon < 1 || secret.length !== 32) throw bug('API_KEY_PEPPERS must be id:base64 of 32 bytes');
  return { id: entry.slice(0, colon), secret: createSecretKey(secret) };
}
