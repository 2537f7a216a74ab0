import { Controller } from '@nestjs/common';
import { CurrentPrincipal } from '@sentrybox/auth';
import type { InputOf, Principal } from '@sentrybox/contracts';
import { exportAnalysis } from '@sentrybox/contracts';
import { content, Input, Route } from '@sentrybox/http';
import { ExportsService } from './exports.service';

@Controller()
export class ExportsController {
  constructor(private readonly exports: ExportsService) {}

  @Route(exportAnalysis)
  async export(@CurrentPrincipal() principal: Principal, @Input() { params, query }: InputOf<typeof exportAnalysis>) {
    const { type, fileName, body } = await this.exports.export(principal, params.id, query);
    return content(200, type, body, { 'content-disposition': `attachment; filename="${fileName}"` });
  }
}
