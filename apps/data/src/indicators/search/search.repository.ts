import { Injectable } from '@nestjs/common';
import { countLimit, Database } from '@sentrybox/database';
import type { IndicatorType } from '@sentrybox/ioc';
import { candidateSearches } from './candidates.sql';
import { branchesOf } from './conditions.sql';
import type { SearchFilter } from './search-question';
import { countSearch, pageSearch } from './search.sql';
import type { CandidateIds, PageOf } from './search.sql';

export interface FoundIndicator {
  readonly id: string;
  readonly type: IndicatorType;
  readonly value: string;
}

/** More candidates than this are not listed one by one: among so many the next page is near, whichever way they are read. */
export const candidateLimit = countLimit;

/** Searches by what indicators are and by what is said of them; inside the transaction that fits the filter. */
@Injectable()
export class SearchRepository {
  constructor(private readonly database: Database) {}

  /**
   * The server's guesses are of no use here: statistics lag behind the list that was just imported, and "the first 20 of
   * many" looks to it as if the beginning of the table would do. Reading a table from its beginning is ruled out, and the
   * pages of an index are not taken for four times as dear as those of a table.
   */
  async forbidScans(): Promise<void> {
    await this.database.query(
      `SELECT set_config('enable_seqscan', 'off', true), set_config('random_page_cost', '1.1', true),
         set_config('jit', 'off', true)`,
    );
  }

  /** Goes by the first kind of question that at most `candidateLimit` rows of each family may fulfil; else `all`. */
  async candidates(filter: SearchFilter): Promise<CandidateIds> {
    const families = branchesOf(filter).map(({ family }) => candidateSearches(filter, family, candidateLimit + 1));
    const [first = []] = families;
    for (let kind = 0; kind < first.length; kind += 1) {
      const found: string[][] = [];
      for (const searches of families) {
        const search = searches[kind];
        if (search === undefined) break;
        const rows = await this.database.query<{ id: string }>(search.text, search.values);
        if (rows.length > candidateLimit) break;
        // Ids are UUIDv7: their order is that of creation.
        found.push(rows.map(({ id }) => id).sort((a, b) => (a < b ? 1 : -1)));
      }
      if (found.length === families.length) return found;
    }
    return 'all';
  }

  async page(filter: SearchFilter, ids: CandidateIds, page: PageOf): Promise<FoundIndicator[]> {
    const { text, values } = pageSearch(filter, ids, page);
    return await this.database.query<FoundIndicator>(text, values);
  }

  /** Counted no further than `limit`. */
  async count(filter: SearchFilter, ids: CandidateIds, limit: number): Promise<number> {
    const { text, values } = countSearch(filter, ids, limit);
    const [row] = await this.database.query<{ total: number }>(text, values);
    return row?.total ?? 0;
  }
}
