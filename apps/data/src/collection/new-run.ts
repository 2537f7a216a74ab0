import type { NewImport } from '../imports';
import type { Source } from '../sources';

/** A run of the collection, before anything was fetched. */
export function newRun(source: Source, id: string, state: NewImport['state'], createdAt: Date): NewImport {
  const { id: sourceId, mode, format } = source;
  return { id, sourceId, origin: 'collection', state, mode, format, createdAt };
}
