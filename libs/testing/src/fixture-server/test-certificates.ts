import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface KeyPair {
  readonly key: string;
  readonly cert: string;
}

/**
 * Key pairs for `localhost` and 127.0.0.1 that no client trusts by itself. They are committed, so they protect
 * nothing: test material, made with openssl, because Node cannot issue X.509 certificates.
 */
export const testCertificates = {
  /** Self-signed, valid from 2020 to 2120. */
  selfSigned: (): KeyPair => load('self-signed'),
  /** Self-signed, valid on one day of January 2020. */
  expired: (): KeyPair => load('expired'),
};

function load(name: string): KeyPair {
  const read = (part: string) => readFileSync(join(__dirname, 'tls', `${name}.test-${part}.pem`), 'utf8');
  return { key: read('key'), cert: read('cert') };
}
