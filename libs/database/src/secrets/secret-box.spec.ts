import { randomBytes } from 'node:crypto';
import { SecretBox } from './secret-box';
import type { SecretPlace } from './secret-box';

const kek = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;
const place: SecretPlace = {
  table: 'identity.signing_key',
  column: 'private_key',
  rowId: '0192f0c1-0000-7000-8000-000000000001',
  teamId: '0192f0c1-0000-7000-8000-00000000000a',
};
const unreadable = expect.objectContaining({ code: 'internal_error' }) as Error;

test.each(['hunter2', '', 'ключ 🔑', 'x'.repeat(100_000)])('what was sealed opens again (%#)', (plaintext) => {
  const box = SecretBox.fromKeys(kek('k1'));

  expect(box.open(box.seal(plaintext, place), place)).toBe(plaintext);
});

test('the stored form has six parts and shows nothing of the secret', () => {
  const sealed = SecretBox.fromKeys(kek('k1')).seal('hunter2', place);

  expect(sealed).toMatch(/^v1\.k1\.[\w-]{80}\.[\w-]{16}\.[\w-]{10}\.[\w-]{22}$/);
});

test.each<Partial<SecretPlace>>([
  { table: 'identity.other' },
  { column: 'other' },
  { rowId: '0192f0c1-0000-7000-8000-000000000002' },
  { teamId: '0192f0c1-0000-7000-8000-00000000000b' },
  { teamId: null },
])('a secret moved to another place does not open: %o', (elsewhere) => {
  const box = SecretBox.fromKeys(kek('k1'));
  const sealed = box.seal('hunter2', place);

  expect(() => box.open(sealed, { ...place, ...elsewhere })).toThrow(unreadable);
});

test('parts of two secrets cannot be combined', () => {
  const box = SecretBox.fromKeys(kek('k1'));
  const [one, other] = [box.seal('one', place).split('.'), box.seal('two', place).split('.')];

  for (let index = 2; index < 6; index += 1) {
    const mixed = one.with(index, other[index] ?? '').join('.');
    expect(() => box.open(mixed, place)).toThrow(unreadable);
  }
});

test('every single changed character is noticed', () => {
  const box = SecretBox.fromKeys([kek('k1'), kek('k2')].join(','));
  const sealed = box.seal('hunter2', place);

  for (let index = 0; index < sealed.length; index += 1) {
    for (let bit = 0; bit < 7; bit += 1) {
      const changed = String.fromCharCode(sealed.charCodeAt(index) ^ (1 << bit));
      const hostile = sealed.slice(0, index) + changed + sealed.slice(index + 1);
      expect(() => box.open(hostile, place)).toThrow(unreadable);
    }
  }
});

test.each(['', 'hunter2', 'v1.k1', 'v2.k1.a.b.c.d', 'v1..a.b.c.d', 'v1.k1.....', 'v1.k1.a.b.c.d.e', 'null'])(
  'what is no envelope does not open: %j',
  (text) => {
    expect(() => SecretBox.fromKeys(kek('k1')).open(text, place)).toThrow(unreadable);
  },
);

test('the other spellings of the same bytes do not open', () => {
  const box = SecretBox.fromKeys(kek('k1'));
  const sealed = box.seal('hunter2', place);

  for (const spelling of [`${sealed}=`, `${sealed}\n`, sealed.replaceAll('.', ' .'), `${sealed}.`, ` ${sealed}`]) {
    expect(() => box.open(spelling, place)).toThrow(unreadable);
  }
});

test('the first key seals, all keys open, and a removed key opens no more', () => {
  const [old, fresh] = [kek('2026-01'), kek('2026-02')];
  const sealedBefore = SecretBox.fromKeys(old).seal('hunter2', place);
  const both = SecretBox.fromKeys(`${fresh},${old}`);
  const sealedAfter = both.seal('hunter2', place);

  expect(sealedAfter.startsWith('v1.2026-02.')).toBe(true);
  expect([both.open(sealedBefore, place), both.open(sealedAfter, place)]).toEqual(['hunter2', 'hunter2']);
  expect(SecretBox.fromKeys(fresh).open(sealedAfter, place)).toBe('hunter2');
  expect(() => SecretBox.fromKeys(fresh).open(sealedBefore, place)).toThrow(unreadable);
});

test('another key under the same id does not open', () => {
  const sealed = SecretBox.fromKeys(kek('k1')).seal('hunter2', place);

  expect(() => SecretBox.fromKeys(kek('k1')).open(sealed, place)).toThrow(unreadable);
});

test.each(['', 'k1', 'k1:', 'k1:c2hvcnQ=', ':AAAA', `a b:${'A'.repeat(43)}=`])(
  'keys of a wrong form are refused without being shown: %j',
  (keys) => {
    expect(() => SecretBox.fromKeys(keys)).toThrow('A key-encryption key has not the form id:base64 of 32 bytes.');
  },
);

test('an id that is used twice is refused', () => {
  expect(() => SecretBox.fromKeys(`${kek('k1')},${kek('k1')}`)).toThrow('used twice');
});

test('no nonce and no data key comes twice', () => {
  const box = SecretBox.fromKeys(kek('k1'));
  const parts = Array.from({ length: 20_000 }, () => box.seal('x', place).split('.'));

  expect(new Set(parts.map((part) => part[2])).size).toBe(20_000);
  expect(new Set(parts.map((part) => part[3])).size).toBe(20_000);
});

describe('rewrapping', () => {
  test('brings a secret under the first key without touching what is encrypted', () => {
    const [old, fresh] = [kek('k1'), kek('k2')];
    const before = SecretBox.fromKeys(old).seal('hunter2', place);
    const after = SecretBox.fromKeys(`${fresh},${old}`).rewrap(before, place) ?? '';

    expect(SecretBox.fromKeys(fresh).open(after, place)).toBe('hunter2');
    expect(() => SecretBox.fromKeys(old).open(after, place)).toThrow(unreadable);
    expect(after.split('.').slice(3)).toEqual(before.split('.').slice(3));
  });

  test('leaves alone what is under it already', () => {
    const box = SecretBox.fromKeys(`${kek('k2')},${kek('k1')}`);
    expect(box.rewrap(box.seal('hunter2', place), place)).toBeUndefined();
  });

  test('refuses a secret of another place, of a lost key, or no secret', () => {
    const old = kek('k1');
    const sealed = SecretBox.fromKeys(old).seal('hunter2', place);
    const both = SecretBox.fromKeys(`${kek('k2')},${old}`);

    expect(() => both.rewrap(sealed, { ...place, rowId: 'other' })).toThrow(unreadable);
    expect(() => SecretBox.fromKeys(kek('k2')).rewrap(sealed, place)).toThrow(unreadable);
    expect(() => both.rewrap('hunter2', place)).toThrow(unreadable);
  });
});
