import { sourceFormatSchema } from '@sentrybox/contracts';
import type { SourceFormat, SourceFormatKind } from '@sentrybox/contracts';
import { formatNotDescribed } from './imports.errors';

/**
 * How a file is read: as the query says, else as its media type says; `text/plain` can be anything and is read as the
 * source describes. The source's description holds for files of its kind; a plain list and JSON texts need none.
 * @throws DomainError format_not_described
 */
export function chooseFormat(
  described: SourceFormat,
  asked: SourceFormatKind | undefined,
  mediaType: string | undefined,
): SourceFormat {
  const kind = asked ?? kindOf(mediaType) ?? described.kind;
  if (kind === described.kind) return described;
  if (kind === 'csv') throw formatNotDescribed(kind);
  return sourceFormatSchema.parse({ kind });
}

function kindOf(mediaType: string | undefined): SourceFormatKind | undefined {
  switch (mediaType?.split(';')[0]?.trim().toLowerCase()) {
    case 'text/csv':
      return 'csv';
    case 'application/json':
      return 'json';
    case 'application/x-ndjson':
      return 'ndjson';
    default:
      return undefined;
  }
}
