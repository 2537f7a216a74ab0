import { DomainError } from '@sentrybox/errors';
import { randomBytes } from 'node:crypto';
import { decrypt, encrypt, keyLength, nonceLength, tagLength } from './aes-gcm';
import { formatEnvelope, kekIdForm, parseEnvelope } from './envelope';
import type { Envelope } from './envelope';

/** Where a secret lies. It can be opened there and nowhere else. */
export interface SecretPlace {
  /** With its schema: `identity.signing_key`. */
  readonly table: string;
  readonly column: string;
  readonly rowId: string;
  /** Null for rows that belong to no team. */
  readonly teamId: string | null;
}

/**
 * Secrets at rest: AES-256-GCM under a data key of their own, which is wrapped by a key-encryption key, both bound to
 * table, column, row and team. Stored as `v1.kek_id.wrapped_dek.nonce.ciphertext.tag`, binary parts in base64url.
 */
export class SecretBox {
  private constructor(
    private readonly sealingKekId: string,
    private readonly keks: ReadonlyMap<string, Buffer>,
  ) {}

  /**
   * @param keys `id:base64 of 32 bytes`, separated by commas (KEY_ENCRYPTION_KEYS): the first seals, all open.
   * @throws Error for a wrong form or an id that is used twice; never names a key.
   */
  static fromKeys(keys: string): SecretBox {
    const entries = keys.split(',').map(parseKek);
    const keks = new Map(entries);
    const [first] = entries;
    if (first === undefined || keks.size !== entries.length) throw new Error('A key-encryption key id is used twice.');
    return new SecretBox(first[0], keks);
  }

  seal(plaintext: string, place: SecretPlace): string {
    const kekId = this.sealingKekId;
    const dataKey = randomBytes(keyLength);
    const { nonce, ciphertext, tag } = encrypt(dataKey, Buffer.from(plaintext, 'utf8'), placeAad(place));
    return formatEnvelope({ kekId, wrappedKey: this.#wrap(dataKey, place), nonce, ciphertext, tag });
  }

  /**
   * @throws DomainError `internal_error` for anything that was not sealed for this very place under one of the keys.
   */
  open(sealed: string, place: SecretPlace): string {
    const envelope = parseEnvelope(sealed);
    if (envelope === undefined) throw unreadable('It is not a sealed secret.');
    const plaintext = decrypt(this.#unwrap(envelope, place), envelope, placeAad(place));
    if (plaintext === undefined) throw foreign();
    return plaintext.toString('utf8');
  }

  /**
   * The same secret with its data key wrapped by the key that seals now; the secret itself is not decrypted.
   * @returns undefined when that is so already
   * @throws DomainError `internal_error` as `open` does
   */
  rewrap(sealed: string, place: SecretPlace): string | undefined {
    const envelope = parseEnvelope(sealed);
    if (envelope === undefined) throw unreadable('It is not a sealed secret.');
    if (envelope.kekId === this.sealingKekId) return undefined;
    const wrappedKey = this.#wrap(this.#unwrap(envelope, place), place);
    return formatEnvelope({ ...envelope, kekId: this.sealingKekId, wrappedKey });
  }

  #wrap(dataKey: Buffer, place: SecretPlace): Buffer {
    const kekId = this.sealingKekId;
    const { nonce, ciphertext, tag } = encrypt(this.#kek(kekId), dataKey, wrapAad(place, kekId));
    return Buffer.concat([nonce, ciphertext, tag]);
  }

  #unwrap({ kekId, wrappedKey }: Envelope, place: SecretPlace): Buffer {
    const wrapped = {
      nonce: wrappedKey.subarray(0, nonceLength),
      ciphertext: wrappedKey.subarray(nonceLength, -tagLength),
      tag: wrappedKey.subarray(-tagLength),
    };
    const dataKey = decrypt(this.#kek(kekId), wrapped, wrapAad(place, kekId));
    if (dataKey === undefined) throw foreign();
    return dataKey;
  }

  #kek(id: string): Buffer {
    const kek = this.keks.get(id);
    if (kek === undefined) throw unreadable('Its key-encryption key is not configured.');
    return kek;
  }
}

function parseKek(entry: string): readonly [string, Buffer] {
  const separator = entry.indexOf(':');
  const id = entry.slice(0, separator);
  const key = Buffer.from(entry.slice(separator + 1), 'base64');
  if (separator === -1 || !kekIdForm.test(id) || key.length !== keyLength) {
    throw new Error('A key-encryption key has not the form id:base64 of 32 bytes.');
  }
  return [id, key];
}

function placeAad({ table, column, rowId, teamId }: SecretPlace): Buffer {
  const parts = [table, column, rowId, teamId ?? ''];
  // Else two places could read the same.
  if (parts.some((part) => part.includes('|'))) throw new Error('The names of a place cannot contain "|".');
  return Buffer.from([...parts, 'v1'].join('|'), 'utf8');
}

// The data key is bound to the place too: swapped together with its secret it still does not open.
function wrapAad(place: SecretPlace, kekId: string): Buffer {
  return Buffer.concat([placeAad(place), Buffer.from(`|${kekId}`, 'utf8')]);
}

function foreign(): DomainError {
  return unreadable('It was changed, or belongs to another place.');
}

function unreadable(reason: string): DomainError {
  return new DomainError({ kind: 'bug', code: 'internal_error', message: `A stored secret cannot be read. ${reason}` });
}
