import { Inject, Injectable } from '@nestjs/common';
import { sortFields } from '@sentrybox/contracts';
import type { IndicatorView, SearchQuery } from '@sentrybox/contracts';
import { decodeCursor, encodeCursor, isStatementTimeout, listPage } from '@sentrybox/database';
import type { ListPage } from '@sentrybox/database';
import { CLOCK } from '@sentrybox/observability';
import type { Clock } from '@sentrybox/observability';
import { z } from 'zod';
import { Reader } from '../../model';
import type { ReadableScopes } from '../../model';
import { evidenceAsOf } from '../evidence';
import { indicatorView } from '../indicator.view';
import type { KnownIndicator } from '../indicator.view';
import { kindOf, KnownIndicatorsRepository } from '../known-indicators.repository';
import { passes } from './passes';
import { readQuery } from './read-query';
import { narrowedBy } from './search-question';
import type { SearchFilter } from './search-question';
import { searchTooBroad, tooManyToSort } from './search.errors';
import { SearchRepository } from './search.repository';
import type { PageOf, SearchOrder } from './search.sql';

const path = '/api/v1/indicators/search';
/** For each statement; a search has up to four, of which the first ones are short. */
const statementTimeoutMs = 1_500;

/** Behind an id, or behind so many rows of another order. */
const cursorSchema = z.union([z.uuid(), z.int().min(0)]);

/** Search over everything that the caller may see. */
@Injectable()
export class SearchService {
  constructor(
    private readonly searches: SearchRepository,
    private readonly known: KnownIndicatorsRepository,
    private readonly reader: Reader,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws DomainError invalid_request, too_many_to_sort, search_too_broad */
  async search(query: SearchQuery): Promise<ListPage<IndicatorView>> {
    const narrowed = this.filterOf(query);
    const isOneRead = narrowed.value?.kind === 'keys';
    try {
      return await this.reader.read('indicators:read', (scopes) => this.answer(scopes, query, narrowed), {
        statementTimeoutMs,
        isOneRead,
      });
    } catch (error) {
      if (isStatementTimeout(error)) throw searchTooBroad();
      throw error;
    }
  }

  private async answer(scopes: ReadableScopes, query: SearchQuery, narrowed: Omit<SearchFilter, 'withTeam'>) {
    const filter = { ...narrowed, withTeam: kindOf(scopes) === 'team' };
    const page = pageOf(query);
    const { rows, total } =
      filter.value?.kind === 'keys'
        ? await this.exact(scopes, filter, filter.value.keys, page)
        : await this.found(scopes, filter, page);
    return listPage({
      rows,
      page: query,
      count: total,
      path,
      query,
      toItem: (view) => view,
      cursorOf: ({ id }) => encodeCursor(page.order === undefined ? id : page.offset + query.limit),
    });
  }

  // A handful of rows: one statement gets them with all that is said of them.
  private async exact(scopes: ReadableScopes, filter: SearchFilter, keys: readonly string[], page: PageOf) {
    const found = await this.known.findByKeys(scopes, keys, filter.type);
    const matching = found
      .map((known) => judged(known, filter))
      .filter(({ evidence }) => evidence.length > 0)
      .map((known) => ({ known, view: indicatorView(known, filter.at) }))
      .filter(({ known, view }) => passes(known, view, filter))
      .map(({ view }) => view)
      .sort((a, b) => (a.id < b.id ? 1 : -1));
    const behind = matching.filter(({ id }) => page.before === undefined || id < page.before);
    return { rows: behind.slice(page.offset, page.offset + page.limit), total: matching.length };
  }

  private async found(scopes: ReadableScopes, filter: SearchFilter, page: PageOf) {
    await this.searches.forbidScans();
    const candidates = await this.searches.candidates(filter);
    if (page.order !== undefined && candidates?.isComplete !== true) throw tooManyToSort();
    const items = await this.searches.page(filter, candidates, page);
    const isLastPage =
      page.before === undefined && items.length < page.limit && (items.length > 0 || page.offset === 0);
    const total = isLastPage ? page.offset + items.length : await this.searches.count(filter, candidates);
    const evidence = await this.known.find(scopes, items);
    const rows = items.map((item, place) => {
      const { evidence: said, mark } = evidence[place] ?? { evidence: [], mark: null };
      return indicatorView(judged({ ...item, evidence: said, mark }, filter), filter.at);
    });
    return { rows, total };
  }

  private filterOf(query: SearchQuery): Omit<SearchFilter, 'withTeam'> {
    const at = query.as_of === undefined ? this.clock.now() : new Date(query.as_of);
    return {
      ...narrowedBy(query, at),
      value: readQuery(query),
      isActiveOnly: query.active_only === 'true',
      isAsOf: query.as_of !== undefined,
    };
  }
}

function judged(known: KnownIndicator, { isAsOf, at }: SearchFilter): KnownIndicator {
  return isAsOf ? { ...known, evidence: evidenceAsOf(known.evidence, at) } : known;
}

/** The page and one row behind it. */
function pageOf(query: SearchQuery): PageOf {
  const order = orderOf(query.sort);
  const behind = query.cursor === undefined ? undefined : decodeCursor(cursorSchema, query.cursor);
  // A cursor of another order is none of this list.
  if (behind !== undefined && (typeof behind === 'number') !== (order !== undefined)) decodeCursor(z.never(), '');
  return {
    limit: query.limit + 1,
    offset: typeof behind === 'number' ? behind : behind === undefined ? query.offset : 0,
    before: typeof behind === 'string' ? behind : undefined,
    order,
  };
}

function orderOf(sort: SearchQuery['sort']): SearchOrder | undefined {
  const isDescending = sort.startsWith('-');
  const name = isDescending ? sort.slice(1) : sort;
  const field = sortFields.find((each) => each === name);
  return field === undefined ? undefined : { field, isDescending };
}
