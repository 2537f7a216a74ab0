import { nonceLength, tagLength, keyLength } from './aes-gcm';

/** The parts of `v1.kek_id.wrapped_dek.nonce.ciphertext.tag`. */
export interface Envelope {
  readonly kekId: string;
  /** Nonce, ciphertext and tag of the data key under the key-encryption key, one after the other. */
  readonly wrappedKey: Buffer;
  readonly nonce: Buffer;
  readonly ciphertext: Buffer;
  readonly tag: Buffer;
}

const wrappedKeyLength = nonceLength + keyLength + tagLength;
export const kekIdForm = /^[\w-]{1,16}$/;

export function formatEnvelope({ kekId, wrappedKey, nonce, ciphertext, tag }: Envelope): string {
  return ['v1', kekId, ...[wrappedKey, nonce, ciphertext, tag].map((part) => part.toString('base64url'))].join('.');
}

/** @returns undefined unless `text` is exactly what `formatEnvelope` would give for the same parts. */
export function parseEnvelope(text: string): Envelope | undefined {
  const [version, kekId = '', ...encoded] = text.split('.');
  if (version !== 'v1' || !kekIdForm.test(kekId) || encoded.length !== 4) return undefined;
  const [wrappedKey, nonce, ciphertext, tag] = encoded.map((part) => Buffer.from(part, 'base64url'));
  if (!hasLength(wrappedKey, wrappedKeyLength) || !hasLength(nonce, nonceLength)) return undefined;
  if (ciphertext === undefined || !hasLength(tag, tagLength)) return undefined;
  const envelope = { kekId, wrappedKey, nonce, ciphertext, tag };
  // Node skips what is not base64url and ignores spare bits: one secret would have many spellings.
  return formatEnvelope(envelope) === text ? envelope : undefined;
}

function hasLength(part: Buffer | undefined, length: number): part is Buffer {
  return part?.length === length;
}
