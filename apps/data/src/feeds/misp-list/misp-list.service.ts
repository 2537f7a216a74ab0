import { Injectable } from '@nestjs/common';
import { createSourceBodySchema } from '@sentrybox/contracts';
import type {
  importMispFeeds,
  InputOf,
  MispFeedEntry,
  MispFeedRefusal,
  Principal,
  SourceScope,
} from '@sentrybox/contracts';
import { DomainError } from '@sentrybox/errors';
import { CollectionsService } from '../../collection';
import { SourcesService } from '../../sources';
import { readEntry } from './read-entry';

interface Outcome {
  readonly name: string;
  readonly source_id: string | null;
  readonly refused: MispFeedRefusal | null;
}

/** Makes sources of a list of feeds as MISP keeps it. */
@Injectable()
export class MispListService {
  constructor(
    private readonly sources: SourcesService,
    private readonly collections: CollectionsService,
  ) {}

  /** Sources are off until somebody has read the terms of their provider. @throws DomainError platform_admin_required */
  async import(principal: Principal, { query, body }: InputOf<typeof importMispFeeds>) {
    this.sources.assertMayCreate(principal, query.scope);
    const results: Outcome[] = [];
    for (const entry of body) results.push(await this.take(principal, query.scope, entry));
    return { count: results.length, results };
  }

  private async take(principal: Principal, scope: SourceScope, entry: MispFeedEntry): Promise<Outcome> {
    const { name } = entry.Feed;
    const reading = readEntry(entry);
    if ('refused' in reading) return { name, source_id: null, refused: reading.refused };
    const { settings, ...described } = reading;
    const source = createSourceBodySchema.safeParse({ ...described, scope, url: settings.url, enabled: false });
    if (!source.success) return { name, source_id: null, refused: 'description_not_supported' };
    try {
      const { id } = await this.sources.create(principal, source.data);
      await this.collections.put(principal, id, settings);
      return { name, source_id: id, refused: null };
    } catch (error) {
      if (error instanceof DomainError && error.code === 'source_name_taken') {
        return { name, source_id: null, refused: 'source_name_taken' };
      }
      throw error;
    }
  }
}
