import { createHmac, hkdfSync } from 'node:crypto';

/** A key that all replicas of the gateway have and nobody else, made of the key by which other services know it. */
export class SharedSecret {
  private constructor(private readonly key: Buffer) {}

  /** @param privateKey SERVICE_PRIVATE_KEY @param purpose keys of different purposes tell nothing of each other */
  static derive(privateKey: string, purpose: string): SharedSecret {
    return new SharedSecret(Buffer.from(hkdfSync('sha256', privateKey, '', `sentrybox analysis ${purpose}`, 32)));
  }

  /** HMAC-SHA-256 in base64url. The parts cannot be shifted against each other. */
  mac(...parts: readonly string[]): string {
    const hmac = createHmac('sha256', this.key);
    for (const part of parts) hmac.update(`${String(Buffer.byteLength(part))}:`).update(part);
    return hmac.digest('base64url');
  }
}
