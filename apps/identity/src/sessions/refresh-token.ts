import { createHash, randomBytes } from 'node:crypto';

const prefix = 'sbr_';

/** A refresh token: `sbr_` and 256 random bits. The prefix lets secret scanners find leaked ones. */
export function newRefreshToken(): string {
  return `${prefix}${randomBytes(32).toString('base64url')}`;
}

/** The only form that is stored; with 256 random bits a fast hash is enough (ASVS 5.0, 6.5.2). */
export function hashOfRefreshToken(token: string): Buffer {
  return createHash('sha256').update(token, 'utf8').digest();
}
