import { invalidRequest } from '@sentrybox/errors';
import type { z } from 'zod';

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

const maxCursorLength = 512;

/**
 * Where a page ended: the values of the order's columns in its last row, in an opaque form for URLs. Not signed: it
 * can only move the reader inside a list that the reader may see anyway.
 *
 * A timestamp must travel as PostgreSQL's text (`created_at::text`): a Date has lost the microseconds, and rows with
 * them. UUIDv7 ids alone are an order by time of creation.
 */
export function encodeCursor(position: Json): string {
  return Buffer.from(JSON.stringify(position), 'utf8').toString('base64url');
}

/** @throws DomainError `invalid_request` naming `cursor` unless the text holds what `schema` describes. */
export function decodeCursor<Schema extends z.ZodType>(schema: Schema, text: string): z.output<Schema> {
  const result = schema.safeParse(parsed(text));
  if (result.success) return result.data;
  throw invalidRequest('The cursor is not one of this list.', [
    { field: 'cursor', code: 'invalid_cursor', message: 'Use the cursor of the page before, unchanged.' },
  ]);
}

function parsed(text: string): unknown {
  if (text.length > maxCursorLength) return undefined;
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
