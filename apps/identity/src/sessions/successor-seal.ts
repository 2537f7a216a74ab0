import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const nonceBytes = 12;
const tagBytes = 16;

/**
 * Hides the next refresh token so that only the holder of the credential it replaced can read it: AES-256-GCM under a
 * key derived from that credential. The row alone opens nothing.
 */
export function sealSuccessor(successor: string, predecessor: string, sessionId: string): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', keyFrom(predecessor, sessionId), nonce);
  const text = Buffer.concat([cipher.update(successor, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, text, cipher.getAuthTag()]);
}

/** @returns undefined when it was sealed for another credential. */
export function openSuccessor(sealed: Buffer, predecessor: string, sessionId: string): string | undefined {
  const end = sealed.length - tagBytes;
  const decipher = createDecipheriv('aes-256-gcm', keyFrom(predecessor, sessionId), sealed.subarray(0, nonceBytes));
  decipher.setAuthTag(sealed.subarray(end));
  const text = decipher.update(sealed.subarray(nonceBytes, end));
  try {
    return Buffer.concat([text, decipher.final()]).toString('utf8');
  } catch {
    return undefined; // the tag does not fit: another key
  }
}

function keyFrom(predecessor: string, sessionId: string): Buffer {
  return Buffer.from(hkdfSync('sha256', predecessor, sessionId, 'sentrybox refresh successor v1', 32));
}
