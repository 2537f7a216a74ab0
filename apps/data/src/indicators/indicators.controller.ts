import { Controller } from '@nestjs/common';
import { CurrentPrincipal } from '@sentrybox/auth';
import {
  addIndicator,
  bulkLookup,
  getIndicator,
  listFalsePositives,
  markFalsePositive,
  removeIndicator,
  searchIndicators,
  unmarkFalsePositive,
} from '@sentrybox/contracts';
import type { InputOf, Principal } from '@sentrybox/contracts';
import { Input, Route } from '@sentrybox/http';
import { IndicatorsService } from './indicators.service';
import { MarksService } from './marks/marks.service';
import { OwnIndicatorsService } from './own/own-indicators.service';
import { SearchService } from './search/search.service';

@Controller()
export class IndicatorsController {
  constructor(
    private readonly indicators: IndicatorsService,
    private readonly searches: SearchService,
    private readonly own: OwnIndicatorsService,
    private readonly marks: MarksService,
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

  @Route(addIndicator)
  add(@CurrentPrincipal() principal: Principal, @Input() { body }: InputOf<typeof addIndicator>) {
    return this.own.add(principal, body);
  }

  @Route(removeIndicator)
  remove(@CurrentPrincipal() principal: Principal, @Input() { params }: InputOf<typeof removeIndicator>) {
    return this.own.remove(principal, params.id);
  }

  @Route(markFalsePositive)
  mark(@CurrentPrincipal() principal: Principal, @Input() { params, body }: InputOf<typeof markFalsePositive>) {
    return this.marks.mark(principal, params.id, body);
  }

  @Route(unmarkFalsePositive)
  unmark(@CurrentPrincipal() principal: Principal, @Input() { params, query }: InputOf<typeof unmarkFalsePositive>) {
    return this.marks.unmark(principal, params.id, query.scope);
  }

  @Route(listFalsePositives)
  listMarks(@CurrentPrincipal() principal: Principal, @Input() input: InputOf<typeof listFalsePositives>) {
    return this.marks.list(principal, input);
  }
}
