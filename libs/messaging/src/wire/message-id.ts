import { randomBytes } from 'node:crypto';

/** 128 random bits in base64url: always 22 characters. The only uniqueness that replay protection needs. */
export function newMessageId(): string {
  return randomBytes(16).toString('base64url');
}
