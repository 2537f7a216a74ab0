import { generateKeyPairSync } from 'node:crypto';

/** A new static P-256 key pair of a service in the form of SERVICE_PRIVATE_KEY and of an entry of SERVICE_PUBLIC_KEYS. */
export function generateServiceKeys(): { privateKey: string; publicKey: string } {
  const pair = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { format: 'der', type: 'spki' },
    privateKeyEncoding: { format: 'der', type: 'pkcs8' },
  });
  return { privateKey: pair.privateKey.toString('base64'), publicKey: pair.publicKey.toString('base64') };
}
