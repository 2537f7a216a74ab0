import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** AES-256-GCM (NIST SP 800-38D) with the one nonce length that needs no hashing and the full tag. Lengths in bytes. */
export const keyLength = 32;
export const nonceLength = 12;
export const tagLength = 16;

export interface Sealed {
  readonly nonce: Buffer;
  readonly ciphertext: Buffer;
  readonly tag: Buffer;
}

/** @param nonce never used twice with a key; default: random. @throws RangeError for another length of key or nonce. */
export function encrypt(key: Buffer, plaintext: Buffer, aad: Buffer, nonce: Buffer = randomBytes(nonceLength)): Sealed {
  checkLengths(key, nonce);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagLength });
  cipher.setAAD(aad);
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return { nonce, ciphertext, tag: cipher.getAuthTag() };
}

/** @returns undefined when anything (key, nonce, ciphertext, tag, aad) is not what was sealed. @throws RangeError as `encrypt`. */
export function decrypt(key: Buffer, sealed: Sealed, aad: Buffer): Buffer | undefined {
  checkLengths(key, sealed.nonce);
  if (sealed.tag.length !== tagLength) return undefined; // Node would accept a shortened tag otherwise
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.nonce, { authTagLength: tagLength });
  decipher.setAAD(aad);
  decipher.setAuthTag(sealed.tag);
  try {
    return Buffer.concat([decipher.update(sealed.ciphertext), decipher.final()]);
  } catch {
    return undefined; // final() throws for the one reason that the tag does not match
  }
}

function checkLengths(key: Buffer, nonce: Buffer): void {
  if (key.length !== keyLength) throw new RangeError(`The key must have ${keyLength} bytes.`);
  if (nonce.length !== nonceLength) throw new RangeError(`The nonce must have ${nonceLength} bytes.`);
}
