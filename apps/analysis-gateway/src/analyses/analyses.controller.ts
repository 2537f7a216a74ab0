import { Controller } from '@nestjs/common';
import { CurrentPrincipal, StillAllowed } from '@sentrybox/auth';
import type { InputOf, Principal } from '@sentrybox/contracts';
import { createAnalysis, getAnalysis, listAnalyses, pollPending, streamAnalysisEvents } from '@sentrybox/contracts';
import { Input, reply, Route, stream } from '@sentrybox/http';
import { AnalysesService } from './analyses.service';
import { AnalysisEvents } from './analysis-events.service';
import { AnalysisListService } from './analysis-list.service';
import { AnalysisReader } from './analysis-reader.service';

@Controller()
export class AnalysesController {
  constructor(
    private readonly analyses: AnalysesService,
    private readonly reader: AnalysisReader,
    private readonly events: AnalysisEvents,
    private readonly lists: AnalysisListService,
  ) {}

  @Route(createAnalysis)
  create(@CurrentPrincipal() principal: Principal, @Input() input: InputOf<typeof createAnalysis>) {
    return this.analyses.create(principal, input.body, input.headers['idempotency-key']);
  }

  @Route(listAnalyses)
  list(@CurrentPrincipal() principal: Principal, @Input() input: InputOf<typeof listAnalyses>) {
    return this.lists.list(principal, input.query);
  }

  @Route(getAnalysis)
  get(@CurrentPrincipal() principal: Principal, @Input() input: InputOf<typeof getAnalysis>) {
    return this.reader.get(principal, input.params.id, input.query.as_of);
  }

  @Route(pollPending)
  async poll(@CurrentPrincipal() principal: Principal, @Input() input: InputOf<typeof pollPending>) {
    const result = await this.reader.poll(principal, input.params.id, input.params.plugin);
    return result === undefined ? reply(202, { status: 'pending' }) : reply(200, { status: 'ready', result });
  }

  @Route(streamAnalysisEvents)
  async follow(
    @CurrentPrincipal() principal: Principal,
    @StillAllowed() stillAllowed: () => Promise<void>,
    @Input() { params, headers }: InputOf<typeof streamAnalysisEvents>,
  ) {
    const source = await this.events.open(principal, params.id, headers['last-event-id'], stillAllowed);
    return stream(200, 'text/event-stream', source, { headers: { 'cache-control': 'no-store' } });
  }
}
