import { invalidRequest } from '@sentrybox/errors';

/** What a caller asked for, as `pageQuery()` parsed it. */
interface PageRequest {
  readonly limit: number;
  readonly offset: number;
  readonly cursor?: string | undefined;
}

/** Totals beyond this are not counted to their end. */
export const exactTotalLimit = 10_000;

export interface PageFacts<Item> {
  /** Path of the list, for the links. */
  readonly path: string;
  /** Everything that was asked, for the links. */
  readonly query: PageRequest & Readonly<Record<string, string | number | undefined>>;
  /** The page; one item more than the limit says that there is another page. */
  readonly items: readonly Item[];
  readonly idOf: (item: Item) => string;
  /** Above `exactTotalLimit`: at least that many. */
  readonly total: number;
}

const idPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Lists run from the newest id downwards; a cursor names the last id of the page before. */
export function cursorOf(id: string): string {
  return Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url');
}

/** @throws DomainError invalid_request for what `cursorOf` never made. */
export function idOfCursor(cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  const hex = Buffer.from(cursor, 'base64url').toString('hex');
  const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  if (!idPattern.test(id) || cursorOf(id) !== cursor) {
    throw invalidRequest('Invalid value for: cursor.', [
      { field: 'cursor', code: 'invalid', message: 'This is no cursor of this list.' },
    ]);
  }
  return id;
}

/** The envelope of lists around one page. */
export function listPage<Item>(facts: PageFacts<Item>) {
  const { query, idOf, total } = facts;
  const results = facts.items.slice(0, query.limit);
  const last = facts.items.length > query.limit ? results.at(-1) : undefined;
  const nextCursor = last === undefined ? undefined : cursorOf(idOf(last));
  const isOpen = total > exactTotalLimit;
  const shown = Math.min(total, exactTotalLimit);
  return {
    count: shown,
    next: nextCursor === undefined ? null : nextLink(facts, nextCursor),
    previous: previousLink(facts),
    results,
    pagination: {
      limit: query.limit,
      offset: query.offset,
      total: shown,
      ...(isOpen ? { total_relation: 'gte' as const } : {}),
      ...(nextCursor === undefined ? {} : { next_cursor: nextCursor }),
    },
  };
}

function nextLink<Item>(facts: PageFacts<Item>, nextCursor: string): string {
  const { query } = facts;
  if (query.cursor !== undefined) return link(facts, { cursor: nextCursor });
  return link(facts, { offset: query.offset + query.limit });
}

// A cursor runs in one direction.
function previousLink<Item>(facts: PageFacts<Item>): string | null {
  const { query } = facts;
  if (query.cursor !== undefined || query.offset === 0) return null;
  return link(facts, { offset: Math.max(0, query.offset - query.limit) });
}

function link<Item>({ path, query }: PageFacts<Item>, change: Readonly<Record<string, string | number>>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...query, ...change })) {
    if (value !== undefined) parameters.set(name, String(value));
  }
  return `${path}?${parameters.toString()}`;
}
