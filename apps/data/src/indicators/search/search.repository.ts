import { Injectable } from '@nestjs/common';
import { countLimit, Database } from '@sentrybox/database';
import { bug } from '@sentrybox/errors';
import type { IndicatorType } from '@sentrybox/ioc';
import { candidateSearches } from './candidates.sql';
import { branchesOf } from './conditions.sql';
import type { Search } from './parameters';
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
/** So many are looked for: where they are too many, a sixth of them may fail the filter and the count is still known. */
const sampleSize = 1.2 * candidateLimit;

/** What may fulfil a filter. */
export interface Candidates {
  /** Of each family all of them; `all` of one that has more than are listed one by one. */
  readonly ids: readonly string[];
  /** False: there is more, and none of it is known. */
  readonly isComplete: boolean;
  /** How many of them are listed for sure; more than `countLimit` says no more than that. */
  readonly listed: number;
  /** How many there are in families of which all are listed for sure, … */
  readonly settled: number;
  /** … and the ids of the others, as far as they were looked for. */
  readonly open: readonly string[];
}

interface FoundInFamily {
  readonly n: number;
  readonly listed: number;
  readonly ids: string;
}

const noIds = '{}';

/** Searches by what indicators are and by what is said of them; inside the transaction that fits the filter. */
@Injectable()
export class SearchRepository {
  constructor(private readonly database: Database) {}

  /**
   * The server's guesses are of no use here: statistics lag behind the list that was just imported, and "the first 20 of
   * many" looks to it as if the beginning of the table would do. Reading a table from its beginning is ruled out, and the
   * pages of an index are not taken for four times as dear as those of a table. Processes to help are not started for some
   * milliseconds of work, and what an index finds among ten million rows is remembered row by row, not page by page.
   */
  async forbidScans(): Promise<void> {
    await this.database.query(
      `SELECT set_config('enable_seqscan', 'off', true), set_config('random_page_cost', '1.1', true),
         set_config('jit', 'off', true), set_config('max_parallel_workers_per_gather', '0', true),
         set_config('work_mem', '16MB', true)`,
    );
  }

  /**
   * Goes by the first kind of question that at most `candidateLimit` rows of each family may fulfil. Where none is so
   * selective, a beginning of what the first kind finds; `undefined` where nothing narrows by an index.
   */
  async candidates(filter: SearchFilter): Promise<Candidates | undefined> {
    const families = branchesOf(filter).map((branch) => candidateSearches(filter, branch, sampleSize));
    const kinds = families[0]?.length ?? 0;
    let beginning: Candidates | undefined;
    for (let kind = 0; kind < kinds; kind += 1) {
      const found = await Promise.all(families.map((searches) => this.found(searches[kind])));
      const candidates = candidatesOf(found);
      if (candidates.isComplete) return candidates;
      beginning ??= candidates;
    }
    return beginning;
  }

  async page(filter: SearchFilter, candidates: Candidates | undefined, page: PageOf): Promise<FoundIndicator[]> {
    const { text, values } = pageSearch(filter, candidates?.ids ?? 'all', page);
    return await this.database.query<FoundIndicator>(text, values);
  }

  /** Exact up to `countLimit`; beyond it, more than that. */
  async count(filter: SearchFilter, candidates: Candidates | undefined): Promise<number> {
    if (candidates === undefined) return await this.counted(filter, 'all');
    const { ids, isComplete, listed, open } = candidates;
    if (listed > countLimit) return listed;
    const known = candidates.settled + (open.every((each) => each === noIds) ? 0 : await this.counted(filter, open));
    return isComplete || known > countLimit ? known : await this.counted(filter, ids);
  }

  private async counted(filter: SearchFilter, ids: CandidateIds): Promise<number> {
    const { text, values } = countSearch(filter, ids, countLimit + 1);
    const [row] = await this.database.query<{ total: number }>(text, values);
    return row?.total ?? 0;
  }

  private async found(search: Search | undefined): Promise<FoundInFamily> {
    if (search === undefined) throw bug('The families of tables are asked different kinds of questions.');
    const [row] = await this.database.query<{ n: number; listed: number; ids: string }>(search.text, search.values);
    return row ?? { n: 0, listed: 0, ids: noIds };
  }
}

function candidatesOf(found: readonly FoundInFamily[]): Candidates {
  const isSettled = ({ n, listed }: FoundInFamily) => n === listed;
  return {
    isComplete: found.every(({ n }) => n <= candidateLimit),
    ids: found.map(({ n, ids }) => (n <= candidateLimit ? ids : 'all')),
    listed: found.reduce((sum, { listed }) => sum + listed, 0),
    settled: found.filter(isSettled).reduce((sum, { n }) => sum + n, 0),
    open: found.map((family) => (isSettled(family) ? noIds : family.ids)),
  };
}
