import { storedValueOf } from './lookup-key';
import { cursorOf, idOfCursor, listPage } from './list-page';
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

describe('a page of a list', () => {
  const ids = ['019aa3f0-5b1e-7c7a-9d51-1f6f0f0a0003', '019aa3f0-5b1e-7c7a-9d51-1f6f0f0a0002'];
  const page = (
    query: { limit: number; offset: number; cursor?: string; q?: string },
    items: string[],
    total: number,
  ) => listPage({ path: '/list', query, items, idOf: (id) => id, total });

  it('links to the next and the previous page as they were asked for', () => {
    const first = page({ limit: 1, offset: 0, q: 'a b' }, ids, 2);
    expect(first).toMatchObject({ count: 2, next: '/list?limit=1&offset=1&q=a+b', previous: null, results: [ids[0]] });
    expect(page({ limit: 1, offset: 1 }, ids.slice(1), 2)).toMatchObject({
      next: null,
      previous: '/list?limit=1&offset=0',
    });
    const cursor = cursorOf(ids[0] ?? '');
    expect(page({ limit: 1, offset: 0, cursor: 'x' }, ids, 2)).toMatchObject({
      next: `/list?limit=1&offset=0&cursor=${cursor}`,
      previous: null,
      pagination: { next_cursor: cursor },
    });
  });

  it('says where a total is only a lower bound', () => {
    expect(page({ limit: 1, offset: 0 }, ids, 10_000).pagination).not.toHaveProperty('total_relation');
    expect(page({ limit: 1, offset: 0 }, ids, 10_001)).toMatchObject({
      count: 10_000,
      pagination: { total: 10_000, total_relation: 'gte' },
    });
  });

  it('takes back the cursors it gave and no others', () => {
    expect(idOfCursor(undefined)).toBeUndefined();
    expect(idOfCursor(cursorOf(ids[1] ?? ''))).toBe(ids[1]);
    for (const cursor of ['', 'abc', `${cursorOf(ids[1] ?? '')}=`, "' OR 1=1"]) {
      expect(() => idOfCursor(cursor)).toThrow('cursor');
    }
  });
});
