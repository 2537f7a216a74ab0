import { Injectable } from '@nestjs/common';
import { collectionSettingsSchema } from '@sentrybox/contracts';
import type { CollectionSettings, CreateSourceBody, FeedView, Principal } from '@sentrybox/contracts';
import { Database } from '@sentrybox/database';
import { notFound } from '@sentrybox/errors';
import { CollectionsService } from '../collection';
import { SourcesService } from '../sources';
import type { Feed } from './feed';
import { feedView } from './feed.view';
import { feeds } from './feeds';

/** The catalogue and what became of it. */
@Injectable()
export class FeedsService {
  constructor(
    private readonly sources: SourcesService,
    private readonly collections: CollectionsService,
    private readonly database: Database,
  ) {}

  async list(): Promise<{ count: number; results: FeedView[] }> {
    const made = await this.database.shared(() => this.sources.madeFromFeeds());
    return { count: feeds.length, results: feeds.map((feed) => feedView(feed, made.get(feed.id))) };
  }

  /**
   * A source that was changed by hand since keeps its changes: enabling it again only switches it on.
   * @throws DomainError not_found, platform_admin_required, source_name_taken
   */
  async update(principal: Principal, feedId: string, isEnabled: boolean): Promise<FeedView> {
    const feed = feeds.find(({ id }) => id === feedId);
    if (feed === undefined) throw notFound('The catalogue has no such feed.');
    const made = await this.database.shared(() => this.sources.madeFromFeeds());
    const source = made.get(feedId);
    if (source !== undefined) {
      await this.sources.update(principal, source.id, { enabled: isEnabled });
      if (isEnabled && !source.isEnabled) await this.collections.collect(principal, source.id);
      return feedView(feed, { id: source.id, isEnabled });
    }
    this.sources.assertMayCreate(principal, 'platform');
    if (!isEnabled) return feedView(feed, undefined);
    const { id } = await this.sources.create(principal, sourceBodyOf(feed), feed.id);
    await this.collections.put(principal, id, settingsOf(feed));
    return feedView(feed, { id, isEnabled: true });
  }
}

export function sourceBodyOf(feed: Feed): CreateSourceBody {
  return {
    scope: 'platform',
    name: feed.name,
    description: feed.description,
    source_type: 'open_source',
    url: feed.documentation,
    licence: feed.licence,
    lineage: feed.lineage,
    reliability: feed.reliability,
    format: feed.format,
    mode: feed.mode,
    default_confidence: feed.confidence,
    default_severity: feed.severity,
    threat_types: feed.threatTypes,
    tags: [],
    tlp: feed.tlp,
    disclosure: feed.disclosure,
    valid_for_seconds: feed.validForSeconds,
    enabled: true,
  };
}

export function settingsOf({ url, layout, intervalSeconds, key }: Feed): CollectionSettings {
  return collectionSettingsSchema.parse({ url, layout, interval_seconds: intervalSeconds, key });
}
