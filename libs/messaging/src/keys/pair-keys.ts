import { createPrivateKey, createPublicKey, createSecretKey, diffieHellman, hkdfSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import { appNames } from '@sentrybox/contracts';
import type { AppName } from '@sentrybox/contracts';
import { bug } from '@sentrybox/errors';
import { parseJson } from '../wire/parse-json';

/** What a key is used for; each use has its own key, so that one kind of message can never pass for another. */
export type KeyUse = 'ask' | 'answer' | 'announcement' | 'command';

const publicKeysSchema = z.partialRecord(z.enum(appNames), z.string().min(1));

/**
 * The keys under which this service and each other one authenticate messages. For every ordered pair (sender, receiver)
 * and use there is one HMAC key: HKDF-SHA256 over the ECDH secret of the two static P-256 keys. Both ends can derive it,
 * nobody else can, and no secret is shared by more than two services.
 *
 * A key is derived on first use (about 0.2 ms) and kept for the life of the process.
 */
export class PairKeys {
  private readonly derived = new Map<string, KeyObject>();

  private constructor(
    private readonly app: AppName,
    private readonly privateKey: KeyObject,
    private readonly publicKeys: ReadonlyMap<AppName, KeyObject>,
  ) {}

  /**
   * @param privateKey this service's key, PKCS #8 DER in base64.
   * @param publicKeys JSON object: app name to SPKI DER in base64. The own key must be in it and match.
   * @throws DomainError of kind `bug` that names what is wrong with the configuration, never a key.
   */
  static fromConfig(app: AppName, privateKey: string, publicKeys: string): PairKeys {
    const own = parsePrivateKey(privateKey);
    const known = parsePublicKeys(publicKeys);
    const published = known.get(app);
    if (published === undefined) throw bug(`SERVICE_PUBLIC_KEYS has no key for ${app}`);
    if (!published.equals(createPublicKey(own))) {
      throw bug(`SERVICE_PRIVATE_KEY does not belong to the public key of ${app}`);
    }
    return new PairKeys(app, own, known);
  }

  /** Whether messages can be exchanged with that service. */
  knows(peer: string): peer is AppName {
    return this.publicKeys.has(peer as AppName); // a map look-up: any other string is simply absent
  }

  /** The services that have a key here, this one included. */
  peers(): AppName[] {
    return [...this.publicKeys.keys()];
  }

  /** The key for what this service sends to `receiver`. */
  sendingKey(use: KeyUse, receiver: AppName): KeyObject {
    return this.derive(use, this.app, receiver, receiver);
  }

  /** The key for what `sender` sends to this service. */
  receivingKey(use: KeyUse, sender: AppName): KeyObject {
    return this.derive(use, sender, this.app, sender);
  }

  private derive(use: KeyUse, sender: AppName, receiver: AppName, peer: AppName): KeyObject {
    const info = `sentrybox messaging v1 ${use} ${sender}>${receiver}`;
    const known = this.derived.get(info);
    if (known !== undefined) return known;
    const publicKey = this.publicKeys.get(peer);
    if (publicKey === undefined) throw bug(`SERVICE_PUBLIC_KEYS has no key for ${peer}`);
    const secret = diffieHellman({ privateKey: this.privateKey, publicKey });
    const key = createSecretKey(Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), info, 32)));
    this.derived.set(info, key);
    return key;
  }
}

function parsePrivateKey(base64: string): KeyObject {
  return parseKey('SERVICE_PRIVATE_KEY', () =>
    createPrivateKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'pkcs8' }),
  );
}

function parsePublicKeys(json: string): Map<AppName, KeyObject> {
  const entries = publicKeysSchema.safeParse(parseJson(json));
  if (!entries.success) throw bug('SERVICE_PUBLIC_KEYS must be a JSON object of app names and base64 keys');
  const keys = new Map<AppName, KeyObject>();
  for (const app of appNames) {
    const base64 = entries.data[app];
    if (base64 === undefined) continue;
    const parse = (): KeyObject => createPublicKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'spki' });
    keys.set(app, parseKey(`SERVICE_PUBLIC_KEYS.${app}`, parse));
  }
  return keys;
}

function parseKey(name: string, parse: () => KeyObject): KeyObject {
  let key: KeyObject;
  try {
    key = parse();
  } catch {
    throw bug(`${name} is not a DER key in base64`);
  }
  if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') throw bug(`${name} is not a P-256 key`);
  return key;
}
