import { Controller } from '@nestjs/common';
import { CurrentPrincipal } from '@sentrybox/auth';
import type { InputOf, Principal } from '@sentrybox/contracts';
import { createAnalysis, getAnalysis, listAnalyses, pollPending } from '@sentrybox/contracts';
import { Input, reply, Route } from '@sentrybox/http';
import { AnalysesService } from './analyses.service';
import { AnalysisListService } from './analysis-list.service';

@Controller()
export class AnalysesController {
  constructor(
    private readonly analyses: AnalysesService,
    private readonly lists: AnalysisListService,
  ) {}

  @Route(createAnalysis)
  create(@CurrentPrincipal() principal: Principal, @Input() input: InputOf<typeof createAnalysis>) {
    return this.analyses.create(principal, input.body);
  }

  @Route(listAnalyses)
  list(@CurrentPrincipal() principal: Principal, @Input() input: InputOf<typeof listAnalyses>) {
    return this.lists.list(principal, input.query);
  }

  @Route(getAnalysis)
  get(@CurrentPrincipal() principal: Principal, @Input() input: InputOf<typeof getAnalysis>) {
    return this.analyses.get(principal, input.params.id);
  }

  @Route(pollPending)
  async poll(@CurrentPrincipal() principal: Principal, @Input() input: InputOf<typeof pollPending>) {
    const result = await this.analyses.poll(principal, input.params.id, input.params.plugin);
    return result === undefined ? reply(202, { status: 'pending' }) : reply(200, { status: 'ready', result });
  }
}
