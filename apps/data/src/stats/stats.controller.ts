import { Controller } from '@nestjs/common';
import { getStats, threatIntelDashboard } from '@sentrybox/contracts';
import { Route } from '@sentrybox/http';
import { StatsService } from './stats.service';

@Controller()
export class StatsController {
  constructor(private readonly numbers: StatsService) {}

  @Route(getStats)
  stats() {
    return this.numbers.stats();
  }

  @Route(threatIntelDashboard)
  dashboard() {
    return this.numbers.dashboard();
  }
}
