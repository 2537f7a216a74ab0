import { randomBytes } from 'node:crypto';

/** 120 random bits in 20 characters that can be typed; has to be changed before anything else can be done with it. */
export function oneTimePassword(): string {
  return randomBytes(15).toString('base64url');
}
