import { z } from 'zod';
import { decodeCursor, encodeCursor } from './cursor';
import { listPage } from './list-page';
import type { ListPage, ListPageOptions, PageRequest } from './list-page';

const idSchema = z.uuid();

/**
 * Where a list that runs from the newest id downwards goes on: behind this id, or at its start.
 * @throws DomainError `invalid_request` for a cursor of another list
 */
export function behindIdOf({ cursor }: PageRequest): string | undefined {
  return cursor === undefined ? undefined : decodeCursor(idSchema, cursor);
}

/** `listPage` of a list that runs from the newest id downwards; ids are UUIDv7, so that is by time of creation. */
export function newestFirst<Row extends { readonly id: string }, Item>(
  options: Omit<ListPageOptions<Row, Item>, 'cursorOf'>,
): ListPage<Item> {
  return listPage({ ...options, cursorOf: ({ id }) => encodeCursor(id) });
}
