import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** `sbi_` invites, `sbp_` resets a password: the prefix lets secret scanners find leaked ones. */
export type TokenPrefix = 'sbi_' | 'sbp_';

const secretBytes = 32;
const idLength = 22; // 16 bytes in base64url
const secretLength = 43;

/** Wrong secrets after which a token is worth nothing any more. */
export const maxTokenFailures = 10;

export interface NewToken {
  /** Leaves once, in the answer to its creation. */
  readonly token: string;
  /** The only form that is stored; with 256 random bits a fast hash is enough (ASVS 5.0, 6.5.2). */
  readonly secretHash: Buffer;
}

export interface PresentedSingleUseToken {
  /** Of the row; not secret. */
  readonly id: string;
  readonly secretHash: Buffer;
}

/** @param id UUID of the row, which the token names so that wrong guesses can be counted against it. */
export function newSingleUseToken(prefix: TokenPrefix, id: string): NewToken {
  const secret = randomBytes(secretBytes).toString('base64url');
  const name = Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url');
  return { token: `${prefix}${name}${secret}`, secretHash: hashOf(secret) };
}

/** @returns undefined for what cannot be such a token. */
export function readSingleUseToken(prefix: TokenPrefix, token: string): PresentedSingleUseToken | undefined {
  const text = token.slice(prefix.length);
  if (!token.startsWith(prefix) || text.length !== idLength + secretLength || !/^[\w-]+$/.test(text)) return undefined;
  const hex = Buffer.from(text.slice(0, idLength), 'base64url').toString('hex');
  const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return { id, secretHash: hashOf(text.slice(idLength)) };
}

/** Whether a stored token still counts and its secret is the presented one. */
export function isTokenRight(
  stored: { readonly secretHash: Buffer; readonly failures: number; readonly expiresAt: Date },
  presented: PresentedSingleUseToken,
  now: Date,
): boolean {
  const isOpen = stored.failures < maxTokenFailures && now < stored.expiresAt;
  return timingSafeEqual(stored.secretHash, presented.secretHash) && isOpen;
}

function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret, 'utf8').digest();
}
