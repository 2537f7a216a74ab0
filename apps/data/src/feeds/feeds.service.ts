import { Injectable } from '@nestjs/common';
import { putCollectionSchema } from '@sentrybox/contracts';
import type {
  CreateSourceBody,
  FeedView,
  InputOf,
  Principal,
  PutCollectionBody,
  SourceScope,
  updateFeed,
} from '@sentrybox/contracts';
import { Database } from '@sentrybox/database';
import { notFound } from '@sentrybox/errors';
import { CollectionsService } from '../collection';
import { SourcesService } from '../sources';
import type { Feed } from './feed';
import { feedView } from './feed.view';
import { feeds } from './feeds';
import { feedHasSource, keyNotNeeded, keyRequired } from './feeds.errors';

/** The catalogue and what became of it. */
@Injectable()
export class FeedsService {
  constructor(
    private readonly sources: SourcesService,
    private readonly collections: CollectionsService,
    private readonly database: Database,
  ) {}

  async list(): Promise<{ count: number; results: FeedView[] }> {
    const made = await this.database.shared(() => this.sources.madeFromFeeds('platform'));
    return { count: feeds.length, results: feeds.map((feed) => feedView(feed, made.get(feed.id))) };
  }

  /**
   * A source that was changed by hand since keeps its changes: enabling it again only switches it on.
   * @throws DomainError not_found, platform_admin_required, source_name_taken, key_required, key_not_needed,
   * feed_has_source
   */
  async update(principal: Principal, feedId: string, { enabled: isEnabled, scope, key }: Update): Promise<FeedView> {
    const feed = feeds.find(({ id }) => id === feedId);
    if (feed === undefined) throw notFound('The catalogue has no such feed.');
    this.sources.assertMayCreate(principal, scope);
    if (key !== undefined && feed.key === null) throw keyNotNeeded();
    const made = await this.database.inTeam(principal.teamId, () => this.sources.madeFromFeeds(scope));
    const source = made.get(feedId);
    if (source !== undefined) {
      if (key !== undefined) throw feedHasSource();
      await this.sources.update(principal, source.id, { enabled: isEnabled });
      if (isEnabled && !source.isEnabled) await this.collections.collect(principal, source.id);
      return feedView(feed, { id: source.id, isEnabled });
    }
    if (!isEnabled) return feedView(feed, undefined);
    if (scope === 'team' && feed.key !== null && key === undefined) throw keyRequired();
    const { id } = await this.sources.create(principal, sourceBodyOf(feed, scope), feed.id);
    await this.collections.put(principal, id, settingsOf(feed, key));
    return feedView(feed, { id, isEnabled: true });
  }
}

type Update = InputOf<typeof updateFeed>['body'];

export function sourceBodyOf(feed: Feed, scope: SourceScope = 'platform'): CreateSourceBody {
  return {
    scope,
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

/** @param ownKey in place of the key of the installation that the feed names */
export function settingsOf({ url, layout, intervalSeconds, key }: Feed, ownKey?: string): PutCollectionBody {
  const settings = { url, layout, interval_seconds: intervalSeconds };
  if (key === null || ownKey === undefined) return putCollectionSchema.parse({ ...settings, key });
  const { header, prefix } = key;
  return putCollectionSchema.parse({ ...settings, own_key: { header, prefix, secret: ownKey } });
}
