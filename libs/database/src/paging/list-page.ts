import type { listEnvelope } from '@sentrybox/contracts';
import type { z } from 'zod';
import { countLimit } from './keyset';

/** As `pageQuery` parses them. */
export interface PageRequest {
  readonly limit: number;
  readonly offset: number;
  readonly cursor?: string | undefined;
}

export interface ListPageOptions<Row, Item> {
  /** The page and, if there are more, one row behind it: ask for `limit + 1`. */
  readonly rows: readonly Row[];
  readonly page: PageRequest;
  /** From `cappedCount`. */
  readonly count: number;
  /** Path of the list, as the client called it. */
  readonly path: string;
  /** Filters and sort order of the request, for the links. */
  readonly query: Readonly<Record<string, unknown>>;
  readonly toItem: (row: Row) => Item;
  readonly cursorOf: (row: Row) => string;
}

export type ListPage<Item> = Omit<z.input<ReturnType<typeof listEnvelope>>, 'results'> & { readonly results: Item[] };

/** Beyond this `pageQuery` refuses the offset, so the link goes on by cursor. */
const maxOffset = 100_000;

/** The list envelope of the contract. Links are relative and keep the way the client pages: by offset or by cursor. */
export function listPage<Row, Item>(options: ListPageOptions<Row, Item>): ListPage<Item> {
  const { page, count } = options;
  const rows = options.rows.slice(0, page.limit);
  const last = rows.at(-1);
  const nextCursor = options.rows.length > page.limit && last !== undefined ? options.cursorOf(last) : undefined;
  const total = Math.min(count, countLimit);
  return {
    count: total,
    next: nextCursor === undefined ? null : link(options, behind(page, nextCursor)),
    previous: page.cursor === undefined && page.offset > 0 ? link(options, before(page)) : null,
    results: rows.map(options.toItem),
    pagination: {
      limit: page.limit,
      offset: page.offset,
      total,
      ...(count > countLimit ? { total_relation: 'gte' as const } : {}),
      ...(nextCursor === undefined ? {} : { next_cursor: nextCursor }),
    },
  };
}

type Position = Readonly<Record<string, string>>;

function behind(page: PageRequest, nextCursor: string): Position {
  const offset = page.offset + page.limit;
  if (page.cursor !== undefined || offset > maxOffset) return { cursor: nextCursor };
  return { offset: String(offset) };
}

function before(page: PageRequest): Position {
  return { offset: String(Math.max(0, page.offset - page.limit)) };
}

function link<Row, Item>({ path, query, page }: ListPageOptions<Row, Item>, position: Position): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (name in position || name === 'limit' || name === 'offset' || name === 'cursor') continue;
    for (const one of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (isPlain(one)) parameters.append(name, String(one));
    }
  }
  parameters.set('limit', String(page.limit));
  for (const [name, value] of Object.entries(position)) parameters.set(name, value);
  return `${path}?${parameters.toString()}`;
}

function isPlain(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
