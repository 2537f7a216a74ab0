import type { Readable } from 'node:stream';
import { Controller, Headers } from '@nestjs/common';
import { CurrentPrincipal } from '@sentrybox/auth';
import { getImport, importFile, listImports } from '@sentrybox/contracts';
import type { InputOf, Principal } from '@sentrybox/contracts';
import { Input, reply, RequestStream, Route } from '@sentrybox/http';
import { ImportsService } from './imports.service';

@Controller()
export class ImportsController {
  constructor(private readonly imports: ImportsService) {}

  @Route(importFile)
  async import(
    @CurrentPrincipal() principal: Principal,
    @Input() input: InputOf<typeof importFile>,
    @Headers('content-type') mediaType: string | undefined,
    @RequestStream() body: Readable,
  ) {
    const { isEnded, view } = await this.imports.start(principal, input, mediaType, body);
    return reply(isEnded ? 201 : 202, view);
  }

  @Route(listImports)
  list(@CurrentPrincipal() principal: Principal, @Input() input: InputOf<typeof listImports>) {
    return this.imports.list(principal, input);
  }

  @Route(getImport)
  get(@CurrentPrincipal() principal: Principal, @Input() { params }: InputOf<typeof getImport>) {
    return this.imports.get(principal, params.id, params.import_id);
  }
}
