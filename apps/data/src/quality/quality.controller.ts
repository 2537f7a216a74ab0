import { Controller } from '@nestjs/common';
import { getSourceStats } from '@sentrybox/contracts';
import type { InputOf } from '@sentrybox/contracts';
import { Input, Route } from '@sentrybox/http';
import { QualityService } from './quality.service';

@Controller()
export class QualityController {
  constructor(private readonly quality: QualityService) {}

  @Route(getSourceStats)
  stats(@Input() { params }: InputOf<typeof getSourceStats>) {
    return this.quality.statsOf(params.id);
  }
}
