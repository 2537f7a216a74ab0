import { Injectable } from '@nestjs/common';
import { Reader } from '../../model';
import { kindOf, KnownIndicatorsRepository } from '../known-indicators.repository';
import type { KnownIndicator } from '../indicator.view';
import type { SearchFilter } from './search-question';
import { SearchRepository } from './search.repository';
import type { Candidates } from './search.repository';

const batchSize = 1_000;
/** Nobody waits for a batch as people wait for a page. */
const statementTimeoutMs = 20_000;

/** Everything that matches, batch by batch, each in a transaction of its own: no snapshot is held open for minutes. */
@Injectable()
export class IndicatorWalk {
  constructor(
    private readonly searches: SearchRepository,
    private readonly known: KnownIndicatorsRepository,
    private readonly reader: Reader,
  ) {}

  /** Newest first. @param teamId of `Reader.teamOf`, taken while the request was looked at */
  async *batches(
    teamId: string | undefined,
    narrowed: Omit<SearchFilter, 'withTeam'>,
  ): AsyncGenerator<KnownIndicator[], void> {
    let candidates: Candidates | undefined;
    for (let before: string | undefined; ;) {
      const behind = before;
      const rows = await this.reader.readAs(
        teamId,
        async (scopes) => {
          const filter = { ...narrowed, withTeam: kindOf(scopes) === 'team' };
          await this.searches.forbidScans();
          if (behind === undefined) candidates = await this.searches.candidates(filter);
          const page = { limit: batchSize, offset: 0, before: behind, order: undefined };
          const items = await this.searches.page(filter, candidates, page);
          const found = await this.known.find(scopes, items);
          return items.map((item, place) => ({ ...item, evidence: [], mark: null, ...found[place] }));
        },
        { statementTimeoutMs },
      );
      if (rows.length > 0) yield rows;
      if (rows.length < batchSize) return;
      before = rows.at(-1)?.id;
    }
  }
}
