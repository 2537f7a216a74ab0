import { generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { AppName } from '@sentrybox/contracts';
import { TestKeyRing } from '../../test/test-key-ring';
import { PairKeys } from './pair-keys';

const ring = new TestKeyRing(['data', 'tools', 'identity']);
const keysOf = (app: AppName): PairKeys => PairKeys.fromConfig(app, ring.privateKeyOf(app), ring.publicKeys);
const hex = (key: KeyObject): string => key.export().toString('hex');

describe('PairKeys', () => {
  it('derives one key at both ends of an ordered pair, and another one for each direction, use and pair', () => {
    const [data, tools, identity] = [keysOf('data'), keysOf('tools'), keysOf('identity')];
    const uses = ['ask', 'answer', 'announcement'] as const;
    for (const use of uses) {
      expect(hex(tools.sendingKey(use, 'data'))).toBe(hex(data.receivingKey(use, 'tools')));
      expect(hex(data.sendingKey(use, 'data'))).toBe(hex(data.receivingKey(use, 'data')));
    }
    const all = uses.flatMap((use) => [
      tools.sendingKey(use, 'data'),
      tools.receivingKey(use, 'data'),
      tools.sendingKey(use, 'identity'),
      identity.sendingKey(use, 'data'),
      data.sendingKey(use, 'data'),
    ]);
    expect(new Set(all.map(hex)).size).toBe(all.length);
  });

  it('knows the services of the configuration and nobody else', () => {
    const data = keysOf('data');
    expect(['data', 'tools', 'guardian', 'constructor', ''].map((name) => data.knows(name))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
    expect(() => data.sendingKey('ask', 'guardian')).toThrow(/no key for guardian/);
  });

  const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' });
  const foreign = new TestKeyRing(['data']);
  it.each([
    ['no JSON', () => PairKeys.fromConfig('data', ring.privateKeyOf('data'), 'x')],
    ['an unknown app', () => PairKeys.fromConfig('data', ring.privateKeyOf('data'), '{"nobody":"AAAA"}')],
    ['no own public key', () => PairKeys.fromConfig('guardian', ring.privateKeyOf('data'), ring.publicKeys)],
    ['another private key', () => PairKeys.fromConfig('data', foreign.privateKeyOf('data'), ring.publicKeys)],
    ['a key that is none', () => PairKeys.fromConfig('data', 'AAAA', ring.publicKeys)],
    [
      'another curve',
      () =>
        PairKeys.fromConfig(
          'data',
          p384.privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
          ring.publicKeys,
        ),
    ],
  ])('refuses %s without showing a key', (_what, parse) => {
    let message = '';
    try {
      parse();
    } catch (error) {
      message = String(error);
    }
    expect(message).toMatch(/SERVICE_P(?:RIVATE|UBLIC)_KEY/);
    expect(message).not.toContain(ring.privateKeyOf('data').slice(0, 20));
  });
});
