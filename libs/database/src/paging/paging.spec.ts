import { listEnvelope } from '@sentrybox/contracts';
import { z } from 'zod';
import { decodeCursor, encodeCursor } from './cursor';
import { behindCursor, cappedCount } from './keyset';
import { listPage } from './list-page';
import type { PageRequest } from './list-page';

const position = z.tuple([z.iso.datetime({ local: true }), z.uuid()]);
const at = '2026-11-21T10:00:00.123456';
const id = '0192f0c1-0000-7000-8000-000000000001';
const invalid = expect.objectContaining({
  kind: 'invalid',
  details: [expect.objectContaining({ field: 'cursor' })],
}) as Error;

test('a cursor comes back as it was given, microseconds included', () => {
  expect(decodeCursor(position, encodeCursor([at, id]))).toEqual([at, id]);
});

test.each([
  '',
  'x',
  '%00',
  encodeCursor(null),
  encodeCursor([at]),
  encodeCursor([at, `' OR true`]),
  encodeCursor({ sort: 'name' }),
  'e'.repeat(600),
  Buffer.from('{"__proto__":1}').toString('base64url'),
])('what is no cursor of the list is refused with 400: %j', (text) => {
  expect(() => decodeCursor(position, text)).toThrow(invalid);
});

test('the SQL compares rows in the order of the list, and takes plain names only', () => {
  expect(behindCursor(['s.created_at', 'id'], 'desc', 3)).toBe('(s.created_at, id) < ($3, $4)');
  expect(behindCursor(['id'], 'asc', 1)).toBe('(id) > ($1)');
  expect(() => behindCursor(['id; DROP TABLE x'], 'asc', 1)).toThrow('not a plain SQL name');
  expect(cappedCount('FROM t WHERE a = $1')).toBe(
    'SELECT count(*)::int AS count FROM (SELECT FROM t WHERE a = $1 LIMIT 10001) AS counted',
  );
});

describe('the list envelope', () => {
  const numbers = Array.from({ length: 100 }, (_, index) => index);
  const pageOf = (page: PageRequest, count = 100, query: Record<string, unknown> = {}) =>
    listPage({
      rows: numbers.slice(page.offset, page.offset + page.limit + 1),
      page,
      count,
      path: '/api/v1/things',
      query,
      toItem: (row) => row,
      cursorOf: (row) => encodeCursor(row),
    });

  test('a page in the middle links both ways and keeps the filters', () => {
    const page = pageOf({ limit: 10, offset: 20 }, 100, {
      q: 'a b&c',
      tag: ['x', 'y'],
      limit: 10,
      offset: 20,
      since: undefined,
    });

    expect(page).toEqual({
      count: 100,
      next: '/api/v1/things?q=a+b%26c&tag=x&tag=y&limit=10&offset=30',
      previous: '/api/v1/things?q=a+b%26c&tag=x&tag=y&limit=10&offset=10',
      results: [20, 21, 22, 23, 24, 25, 26, 27, 28, 29],
      pagination: { limit: 10, offset: 20, total: 100, next_cursor: encodeCursor(29) },
    });
    expect(listEnvelope(z.number()).parse(page)).toEqual(page);
  });

  test('the first page has nothing before it, the last nothing behind it', () => {
    expect(pageOf({ limit: 60, offset: 0 })).toMatchObject({
      previous: null,
      next: '/api/v1/things?limit=60&offset=60',
    });
    expect(pageOf({ limit: 60, offset: 60 })).toMatchObject({
      previous: '/api/v1/things?limit=60&offset=0',
      next: null,
    });
    expect(pageOf({ limit: 60, offset: 60 }).pagination).not.toHaveProperty('next_cursor');
  });

  test('who pages by cursor goes on by cursor, and so does who reached the largest offset', () => {
    const cursor = encodeCursor(9);
    const rows = numbers.slice(0, 11);
    const options = { rows, count: 100, path: '/l', query: {}, toItem: String, cursorOf: encodeCursor };

    expect(listPage({ ...options, page: { limit: 10, offset: 0, cursor } })).toMatchObject({
      next: `/l?limit=10&cursor=${encodeCursor(9)}`,
      previous: null,
    });
    expect(listPage({ ...options, page: { limit: 10, offset: 100_000 } }).next).toBe(
      `/l?limit=10&cursor=${encodeCursor(9)}`,
    );
  });

  test('beyond 10,000 the total is a lower bound and says so', () => {
    expect(pageOf({ limit: 1, offset: 0 }, 10_001)).toMatchObject({
      count: 10_000,
      pagination: { total: 10_000, total_relation: 'gte' },
    });
    expect(pageOf({ limit: 1, offset: 0 }, 10_000).pagination).not.toHaveProperty('total_relation');
  });

  test('an empty list is a list', () => {
    expect(
      listPage({
        rows: [],
        page: { limit: 20, offset: 0 },
        count: 0,
        path: '/l',
        query: {},
        toItem: String,
        cursorOf: String,
      }),
    ).toEqual({
      count: 0,
      next: null,
      previous: null,
      results: [],
      pagination: { limit: 20, offset: 0, total: 0 },
    });
  });
});
