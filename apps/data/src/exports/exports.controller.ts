import { Controller, Headers } from '@nestjs/common';
import { exportIndicators } from '@sentrybox/contracts';
import type { InputOf } from '@sentrybox/contracts';
import { Input, Route } from '@sentrybox/http';
import { ExportsService } from './exports.service';

@Controller()
export class ExportsController {
  constructor(private readonly exports: ExportsService) {}

  @Route(exportIndicators)
  export(@Input() input: InputOf<typeof exportIndicators>, @Headers('if-none-match') known: string | undefined) {
    return this.exports.export(input, known);
  }
}
