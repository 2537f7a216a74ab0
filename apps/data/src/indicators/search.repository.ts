import { Injectable } from '@nestjs/common';
import { Database } from '@sentrybox/database';
import type { IndicatorType } from '@sentrybox/ioc';
import { countSearch, pageSearch } from './search.sql';
import type { SearchFilter } from './search.sql';

export interface FoundIndicator {
  readonly id: string;
  readonly type: IndicatorType;
  readonly value: string;
}

@Injectable()
export class SearchRepository {
  constructor(private readonly database: Database) {}

  /** Newest first. */
  async page(filter: SearchFilter, limit: number, offset: number): Promise<FoundIndicator[]> {
    const { text, values } = pageSearch(filter, limit, offset);
    return await this.database.query<FoundIndicator>(text, values);
  }

  /** Counted no further than `limit`. */
  async count(filter: SearchFilter, limit: number): Promise<number> {
    const { text, values } = countSearch(filter, limit);
    const [row] = await this.database.query<{ total: number }>(text, values);
    return row?.total ?? 0;
  }
}
