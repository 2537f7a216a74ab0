import { createPublicKey, createSecretKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { JwtService } from '@nestjs/jwt';
import { keyFromJwk } from '../authority/signing-key-set';
import { AccessTokenVerifier } from './access-token-verifier';
import { parseCanonicalJws } from './canonical-jws';

interface Jwk {
  readonly kty: string;
  readonly alg?: string;
  readonly use?: string;
  readonly key_ops?: readonly string[];
  readonly k?: string;
}
interface Vector {
  readonly tcId: number;
  readonly comment: string;
  readonly jws: unknown;
  readonly result: 'valid' | 'invalid';
}
interface Group {
  readonly public?: Jwk;
  readonly private?: Jwk;
  readonly tests: readonly Vector[];
}

/** Vectors that are labelled invalid and accepted, with the reason. They are the only exceptions this test makes. */
const mislabelled: Readonly<Record<number, string>> = {
  367: 'the text is letter for letter that of the valid vector 357',
  370: 'the text is letter for letter that of the valid vector 357',
};

const noPayload = 'no payload: three parts with something in each are asked for, and a token without claims is none';
const otherAlgorithm = 'the header names another algorithm (PS384) than the key (PS256): keys are for one algorithm';
const noSuchAlgorithm = 'the key says ES521, which is no algorithm; the name of the one with P-521 is ES512';
const notBase64url = 'labelled valid although a part holds a question mark, which is no letter of base64url';

/** Vectors that are labelled valid and refused here, with the reason. All others that are labelled so are accepted. */
const refusedOnPurpose: Readonly<Record<number, string>> = {
  259: noPayload,
  264: noPayload,
  268: noPayload,
  272: noPayload,
  320: noPayload,
  325: noPayload,
  346: otherAlgorithm,
  350: otherAlgorithm,
  347: noSuchAlgorithm,
  351: noSuchAlgorithm,
  372: notBase64url,
  373: notBase64url,
};

const folder = process.env.CORPORA_DIR ?? '';
const path = join(folder, 'vectors', 'jose', 'json_web_signature_test.json');
const withCorpora = folder !== '' && existsSync(path) ? describe : describe.skip;
const jwt = new JwtService();

function keyOf(group: Group): { jwk: Jwk; key: KeyObject } {
  const jwk = group.public ?? group.private;
  if (jwk === undefined) throw new Error('a group without a key');
  if (jwk.kty === 'oct') return { jwk, key: createSecretKey(Buffer.from(jwk.k ?? '', 'base64url')) };
  return { jwk, key: createPublicKey({ key: jwk as never, format: 'jwk' }) };
}

/** The steps of AccessTokenVerifier up to the signature, with the key and algorithm of the vector's group. */
function isAccepted(jws: unknown, group: Group): boolean {
  if (typeof jws !== 'string' || parseCanonicalJws(jws) === undefined) return false;
  const { jwk, key } = keyOf(group);
  const isForSignatures = (jwk.use ?? 'sig') === 'sig' && (jwk.key_ops ?? ['verify']).includes('verify');
  if (!isForSignatures || jwk.alg === undefined) return false;
  try {
    jwt.verify(jws, { publicKey: key as never, algorithms: [jwk.alg as never] });
    return true;
  } catch {
    return false;
  }
}

withCorpora('A03 Wycheproof json_web_signature_test (needs CORPORA_DIR)', () => {
  const groups = folder === '' ? [] : (JSON.parse(readFileSync(path, 'utf8')) as { testGroups: Group[] }).testGroups;
  const vectors = groups.flatMap((group) => group.tests.map((test) => ({ ...test, group })));

  it('accepts no invalid vector, with the canonical check before the library', () => {
    const accepted = vectors.filter(({ result, jws, group }) => result === 'invalid' && isAccepted(jws, group));
    expect(accepted.map(({ tcId }) => tcId).filter((tcId) => !(tcId in mislabelled))).toEqual([]);
  });

  it('needs every exception it makes', () => {
    const texts = new Map(vectors.map(({ tcId, jws }) => [tcId, jws]));
    for (const tcId of Object.keys(mislabelled)) expect(texts.get(Number(tcId))).toBe(texts.get(357));
  });

  it('accepts every valid vector, of whatever algorithm, but those that it says why not', () => {
    const valid = vectors.filter(({ result }) => result === 'valid');
    const refused = valid.filter(({ jws, group }) => !isAccepted(jws, group)).map(({ tcId }) => String(tcId));
    expect([vectors.length, valid.length]).toEqual([401, 46]);
    expect(refused.sort()).toEqual(Object.keys(refusedOnPurpose).sort());
    const es256 = valid.filter(({ group }) => group.public?.alg === 'ES256').map(({ tcId }) => String(tcId));
    expect(es256.length).toBeGreaterThan(0);
    expect(es256.filter((tcId) => tcId in refusedOnPurpose)).toEqual([]);
  });

  it('accepts none of the vectors as an access token, and no key of another use as a verification key', async () => {
    const key = keyOf(vectors.find(({ tcId }) => tcId === 18)?.group ?? { tests: [] }).key;
    const verifier = new AccessTokenVerifier(
      'identity',
      { keyOf: () => Promise.resolve(key), rememberedKeyOf: () => key },
      { now: () => new Date() },
    );
    for (const { jws } of vectors) {
      await expect(verifier.verify(typeof jws === 'string' ? jws : JSON.stringify(jws))).resolves.toBeUndefined();
    }
    const misused = vectors.filter(({ tcId }) => tcId === 354 || tcId === 356);
    expect(misused).toHaveLength(2);
    for (const { group } of misused) expect(() => keyFromJwk(group.public)).toThrow();
  });
});
