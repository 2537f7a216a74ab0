import { DomainError } from '@sentrybox/errors';
import { BoundedPool } from './bounded-pool';
import { isCommonPassword } from './common-passwords';
import { PasswordHasher } from './password-hasher';
import { PasswordRules } from './password-rules';

function gate(): { task: () => Promise<void>; open: () => void } {
  let open: () => void = () => undefined;
  const waits = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { task: () => waits, open };
}

describe('BoundedPool', () => {
  it('I04 runs so many at once, lets so many wait, and refuses the next at once', async () => {
    const pool = new BoundedPool(2, 3);
    const { task, open } = gate();
    const accepted = Array.from({ length: 5 }, () => pool.run(task));
    await expect(pool.run(task)).rejects.toMatchObject({ code: 'unavailable' });
    open();
    await Promise.all(accepted);
    await expect(pool.run(() => Promise.resolve('free again'))).resolves.toBe('free again');
  });

  it('goes on after a task that failed', async () => {
    const pool = new BoundedPool(1, 1);
    await expect(pool.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(pool.run(() => Promise.resolve(1))).resolves.toBe(1);
  });
});

describe('PasswordHasher', () => {
  const hasher = new PasswordHasher();

  it('verifies what it hashed, in either Unicode spelling, and nothing else', async () => {
    const stored = await hasher.hash('e\u0301tudes-37');
    await expect(hasher.verify(stored, '\u00e9tudes-37')).resolves.toBe(true);
    await expect(hasher.verify(stored, 'etudes-37')).resolves.toBe(false);
    expect(hasher.needsRehash(stored)).toBe(false);
  });

  it('says no for an unknown user, whatever is presented', async () => {
    await expect(hasher.verify(undefined, 'anything')).resolves.toBe(false);
  });
});

describe('I01 rules of a new password', () => {
  const fault = async (password: string, minLength = 8): Promise<unknown> => {
    const rules = new PasswordRules({ PASSWORD_MIN_LENGTH: minLength });
    return await rules.check(password, 'ada@example.com').then(
      () => undefined,
      (error: unknown) => (error instanceof DomainError ? error.code : error),
    );
  };

  it.each([
    ['8 characters', 'x1y2z3w4'],
    ['64 characters', 'x1y2z3w4'.repeat(8)],
    ['128 characters', 'x1y2z3w4'.repeat(16)],
    ['8 emoji, 32 bytes', '🦊🐻🐼🐨🐯🦁🐮🐷'],
    ['blanks only between words', 'correct horse battery staple'],
    ['a common one with something of its own', 'iloveyou-4-Zq'],
  ])('accept %s', async (_name, password) => {
    expect(await fault(password)).toBeUndefined();
  });

  it.each([
    ['7 characters', 'x1y2z3w'],
    ['129 characters', `${'x1y2z3w4'.repeat(16)}v`],
    ['7 emoji', '🦊🐻🐼🐨🐯🦁🐮'],
    ['one character over and over', 'aaaaaaaaaaaa'],
    ['a placeholder', 'changeme123'],
    ['the domain of the address', 'i-love-Example!'],
    ['the name of the product', 'my-SentryBox-1'],
    ['one of the most used', 'qwertyuiop'],
    ['one of the most used, shouted', 'ILoveYou2'],
    ['one of the most used, in full-width letters', 'ｉｌｏｖｅｙｏｕ２'],
  ])('refuse %s', async (_name, password) => {
    expect(await fault(password)).toBe('weak_password');
  });

  it('ask for as many characters as configured', async () => {
    expect(await fault('x1y2z3w4', 15)).toBe('weak_password');
  });

  it('know some ten thousand passwords that are tried first, of which the first and the last count', async () => {
    const { dictionary } = await import('@zxcvbn-ts/language-common');
    const words = dictionary['passwords-common'];
    expect(words.length).toBeGreaterThan(10_000);
    expect(
      await Promise.all([words[0], words[words.length >> 1], words.at(-1)].map((word) => isCommonPassword(word ?? ''))),
    ).toEqual([true, true, true]);
  });
});
