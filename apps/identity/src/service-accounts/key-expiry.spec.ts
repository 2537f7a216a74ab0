import { keyExpiry } from './key-expiry';

const now = new Date('2026-05-23T10:00:00.000Z');
const inDays = (days: number): Date => new Date(now.getTime() + days * 86_400_000);

describe('I12 the end of a new key', () => {
  it.each([
    ['without a limit, the one that was asked for', inDays(4_000), 0, inDays(4_000)],
    ['without a limit, none', null, 0, null],
    ['within the limit, the one that was asked for', inDays(90), 90, inDays(90)],
    ['with a limit, the last possible where none was asked for', null, 90, inDays(90)],
  ])('is %s', (_what, wanted, maxDays, expected) => {
    expect(keyExpiry(wanted, now, maxDays)).toEqual(expected);
  });

  it.each([
    ['past', now, 0, 'The expiry must be in the future.'],
    ['beyond the limit', new Date(inDays(90).getTime() + 1), 90, 'An API key may live 90 days at most.'],
  ])('is refused when it is %s', (_what, wanted, maxDays, message) => {
    expect(() => keyExpiry(wanted, now, maxDays)).toThrow(message);
  });
});
