import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decrypt, encrypt, keyLength, nonceLength } from './aes-gcm';

const key = Buffer.alloc(keyLength, 1);
const none = Buffer.alloc(0);

test('a key or nonce of another length is refused', () => {
  const sealed = encrypt(key, none, none);

  expect(() => encrypt(Buffer.alloc(16), none, none)).toThrow(RangeError);
  expect(() => encrypt(key, none, none, Buffer.alloc(16))).toThrow(RangeError);
  expect(() => decrypt(Buffer.alloc(24), sealed, none)).toThrow(RangeError);
  expect(() => decrypt(key, { ...sealed, nonce: Buffer.alloc(0) }, none)).toThrow(RangeError);
});

test('a shortened tag is refused', () => {
  const sealed = encrypt(key, none, none);

  expect(decrypt(key, sealed, none)).toEqual(none);
  expect(decrypt(key, { ...sealed, tag: sealed.tag.subarray(0, 12) }, none)).toBeUndefined();
});

interface Vector {
  readonly tcId: number;
  readonly key: string;
  readonly iv: string;
  readonly aad: string;
  readonly msg: string;
  readonly ct: string;
  readonly tag: string;
  readonly result: 'valid' | 'invalid' | 'acceptable';
}

const corpora = process.env.CORPORA_DIR;
const file = corpora === undefined ? '' : join(corpora, 'vectors/jose/aes_gcm_test.json');
const suite = file !== '' && existsSync(file) ? describe : describe.skip;

suite('Wycheproof aes_gcm_test.json (needs CORPORA_DIR)', () => {
  const hex = (text: string): Buffer => Buffer.from(text, 'hex');
  const outcomeOf = (vector: Vector): 'same' | 'different' | 'refused' | 'unsupported' => {
    const sealed = { nonce: hex(vector.iv), ciphertext: hex(vector.ct), tag: hex(vector.tag) };
    try {
      const opened = decrypt(hex(vector.key), sealed, hex(vector.aad));
      if (opened === undefined) return 'refused';
      const again = encrypt(hex(vector.key), hex(vector.msg), hex(vector.aad), hex(vector.iv));
      return opened.equals(hex(vector.msg)) &&
        again.ciphertext.equals(sealed.ciphertext) &&
        again.tag.equals(sealed.tag)
        ? 'same'
        : 'different';
    } catch (error) {
      if (error instanceof RangeError) return 'unsupported';
      throw error;
    }
  };

  test('valid vectors of our sizes agree both ways, invalid ones are refused, other sizes are not accepted', () => {
    const { testGroups } = JSON.parse(readFileSync(file, 'utf8')) as { testGroups: { tests: Vector[] }[] };
    const vectors = testGroups.flatMap(({ tests }) => tests);
    const isOurs = (vector: Vector) => vector.key.length === keyLength * 2 && vector.iv.length === nonceLength * 2;
    const expected = (vector: Vector) => {
      if (!isOurs(vector)) return 'unsupported';
      return vector.result === 'valid' ? 'same' : 'refused';
    };

    expect(vectors.filter(isOurs)).toHaveLength(66);
    for (const vector of vectors) expect([vector.tcId, outcomeOf(vector)]).toEqual([vector.tcId, expected(vector)]);
  });
});
