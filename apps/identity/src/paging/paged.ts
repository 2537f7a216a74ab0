import { z } from 'zod';
import { invalidInput } from '@sentrybox/errors';

/** One page of a list that is sorted by id, newest first. */
export interface Page {
  readonly limit: number;
  readonly offset: number;
  /** Only what is older than this id; ids are in the order of creation. */
  readonly before?: string;
}

export interface Paged<T> {
  readonly items: readonly T[];
  readonly total: number;
}

export interface PageQuery {
  readonly limit: number;
  readonly offset: number;
  readonly cursor?: string;
}

/** A cursor is the id of the last item shown. */
const cursorSchema = z.object({ cursor: z.uuid().optional() });

/** @throws invalid_request for a cursor that was not given out here. */
export function pageOf({ limit, offset, cursor }: PageQuery): Page {
  const parsed = cursorSchema.safeParse({ cursor });
  if (!parsed.success) throw invalidInput(parsed.error.issues, 'query');
  return { limit, offset, before: parsed.data.cursor };
}

/** The list answer of identity. @param nextCursor of a list that is sorted otherwise; null: this is the last page. */
export function listAnswer<T extends { readonly id: string }, V>(
  { items, total }: Paged<T>,
  { limit, offset }: PageQuery,
  view: (item: T) => V,
  nextCursor: string | null | undefined = items.length === limit ? items.at(-1)?.id : null,
) {
  return {
    data: items.map(view),
    pagination: {
      limit,
      offset,
      total,
      pages: Math.ceil(total / limit),
      ...(typeof nextCursor === 'string' ? { next_cursor: nextCursor } : {}),
    },
    status: 'success' as const,
  };
}
