import { storedValueOf } from './lookup-key';
import { rankOf, severityOf } from './severity-rank';

describe('the key of a value', () => {
  it('is the value up to 254 bytes, and a beginning with a digest beyond', () => {
    expect(storedValueOf('a'.repeat(254))).toEqual({ lookupKey: 'a'.repeat(254), longValue: null });
    const { lookupKey, longValue } = storedValueOf('a'.repeat(255));
    expect(longValue).toHaveLength(255);
    expect(lookupKey).toMatch(/^a{190}#[0-9a-f]{64}$/);
  });

  it('never is the same for two values', () => {
    const long = 'x'.repeat(300);
    const { lookupKey } = storedValueOf(long);
    // The key of a long value, taken as a value, is itself too long to be its own key.
    expect(storedValueOf(lookupKey).lookupKey).not.toBe(lookupKey);
    expect(storedValueOf(`${long}y`).lookupKey).not.toBe(lookupKey);
  });

  it('counts bytes and cuts whole characters', () => {
    expect(storedValueOf('ü'.repeat(127)).longValue).toBeNull();
    expect(storedValueOf('ü'.repeat(128)).longValue).not.toBeNull();
    const { lookupKey } = storedValueOf(`x${'😀'.repeat(200)}`);
    expect(Buffer.from(lookupKey).toString()).toBe(lookupKey);
    expect(Buffer.byteLength(lookupKey)).toBeLessThan(2_700);
  });
});

describe('severities', () => {
  it('are ranked from info to critical', () => {
    expect((['info', 'low', 'medium', 'high', 'critical'] as const).map(rankOf)).toEqual([1, 2, 3, 4, 5]);
    expect(severityOf(rankOf('high'))).toBe('high');
    expect(() => severityOf(0)).toThrow(RangeError);
  });
});
