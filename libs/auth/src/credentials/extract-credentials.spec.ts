import { digestOfApiKey, isApiKey } from './api-key';
import { credentialsOf } from './extract-credentials';

const key = `sb_${'0123456789abcdef'.repeat(2)}`;
const other = `sb_${'f'.repeat(32)}`;

describe('credentialsOf', () => {
  it('finds nothing where nothing is presented', () => {
    expect(credentialsOf(['Host', 'localhost', 'X-User-Id', 'root', 'Cookie', `token=${key}`])).toEqual([]);
  });

  it('A05 sees a header that is sent twice twice, where most parsers keep the first', () => {
    expect(credentialsOf(['Authorization', `Bearer ${key}`, 'Authorization', `Bearer ${other}`])).toEqual([
      { kind: 'api_key', digest: digestOfApiKey(key) },
      { kind: 'api_key', digest: digestOfApiKey(other) },
    ]);
    expect(credentialsOf(['X-API-Key', key, 'x-api-key', key])).toHaveLength(1);
  });

  it('takes two keys in one header for none', () => {
    expect(credentialsOf(['X-API-Key', `${key}, ${other}`])).toEqual([{ kind: 'malformed' }]);
  });

  it('reads the scheme in any case and blanks around the credential', () => {
    for (const value of [`Bearer ${key}`, `BEARER  ${key} `, `bearer ${key}`]) {
      expect(credentialsOf(['Authorization', value])).toEqual([{ kind: 'api_key', digest: digestOfApiKey(key) }]);
    }
  });

  it('never takes a malformed key for a token', () => {
    for (const text of ['sb_', 'sb_a.b.c', `${key}0`, key.toUpperCase().replace('SB_', 'sb_')]) {
      expect(credentialsOf(['Authorization', `Bearer ${text}`])).toEqual([{ kind: 'malformed' }]);
    }
  });
});

describe('isApiKey', () => {
  it.each([
    [key, true],
    ['sb_', false],
    [`sb_${'g'.repeat(32)}`, false],
    [`sb_${'0'.repeat(31)}`, false],
    [`sb_${'0'.repeat(33)}`, false],
    [`SB_${'0'.repeat(32)}`, false],
    [`sb_${'0'.repeat(31)}\n`, false],
  ])('%j: %s', (text, expected) => {
    expect(isApiKey(text)).toBe(expected);
  });
});
