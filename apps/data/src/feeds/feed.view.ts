import type { FeedView } from '@sentrybox/contracts';
import { isFreeToEnable } from './feed';
import type { Feed } from './feed';

/** @param source what it became, if it was ever enabled. */
export function feedView(
  feed: Feed,
  source: { readonly id: string; readonly isEnabled: boolean } | undefined,
): FeedView {
  return {
    id: feed.id,
    name: feed.name,
    description: feed.description,
    documentation: feed.documentation,
    url: feed.url,
    format: feed.format.kind,
    types: feed.types,
    interval_seconds: feed.intervalSeconds,
    licence: feed.licence,
    terms: feed.terms,
    needs_key: feed.key !== null,
    reliability: feed.reliability,
    lineage: feed.lineage,
    tlp: feed.tlp,
    in_all: isFreeToEnable(feed),
    enabled: source?.isEnabled ?? false,
    source_id: source?.id ?? null,
  };
}
