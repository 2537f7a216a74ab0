import { Controller } from '@nestjs/common';
import { CurrentPrincipal } from '@sentrybox/auth';
import { bulkLookup, getIndicator, searchIndicators } from '@sentrybox/contracts';
import type { InputOf, Principal } from '@sentrybox/contracts';
import { Input, Route } from '@sentrybox/http';
import { IndicatorsService } from './indicators.service';

@Controller()
export class IndicatorsController {
  constructor(private readonly indicators: IndicatorsService) {}

  @Route(searchIndicators)
  search(@Input() { query }: InputOf<typeof searchIndicators>) {
    return this.indicators.search(query);
  }

  @Route(getIndicator)
  get(@Input() { params }: InputOf<typeof getIndicator>) {
    return this.indicators.get(params.id);
  }

  @Route(bulkLookup)
  bulkLookup(@CurrentPrincipal() principal: Principal, @Input() { body }: InputOf<typeof bulkLookup>) {
    return this.indicators.bulkLookup(principal, body);
  }
}
