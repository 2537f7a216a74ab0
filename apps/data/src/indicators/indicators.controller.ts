import { Controller } from '@nestjs/common';
import { CurrentPrincipal } from '@sentrybox/auth';
import { bulkLookup, getIndicator, searchIndicators } from '@sentrybox/contracts';
import type { InputOf, Principal } from '@sentrybox/contracts';
import { Input, Route } from '@sentrybox/http';
import { IndicatorsService } from './indicators.service';
import { SearchService } from './search/search.service';

@Controller()
export class IndicatorsController {
  constructor(
    private readonly indicators: IndicatorsService,
    private readonly searches: SearchService,
  ) {}

  @Route(searchIndicators)
  search(@Input() { query }: InputOf<typeof searchIndicators>) {
    return this.searches.search(query);
  }

  @Route(getIndicator)
  get(@Input() { params, query }: InputOf<typeof getIndicator>) {
    return this.indicators.get(params.id, query.as_of);
  }

  @Route(bulkLookup)
  bulkLookup(@CurrentPrincipal() principal: Principal, @Input() { body }: InputOf<typeof bulkLookup>) {
    return this.indicators.bulkLookup(principal, body);
  }
}
