import { Controller } from '@nestjs/common';
import { CurrentPrincipal } from '@sentrybox/auth';
import { createSource, deleteSource, getSource, listSources, updateSource } from '@sentrybox/contracts';
import type { InputOf, Principal } from '@sentrybox/contracts';
import { Input, Route } from '@sentrybox/http';
import { SourcesService } from './sources.service';

@Controller()
export class SourcesController {
  constructor(private readonly sources: SourcesService) {}

  @Route(listSources)
  list(@Input() input: InputOf<typeof listSources>) {
    return this.sources.list(input);
  }

  @Route(createSource)
  create(@CurrentPrincipal() principal: Principal, @Input() { body }: InputOf<typeof createSource>) {
    return this.sources.create(principal, body);
  }

  @Route(getSource)
  get(@Input() { params }: InputOf<typeof getSource>) {
    return this.sources.get(params.id);
  }

  @Route(updateSource)
  update(@CurrentPrincipal() principal: Principal, @Input() { params, body }: InputOf<typeof updateSource>) {
    return this.sources.update(principal, params.id, body);
  }

  @Route(deleteSource)
  delete(@CurrentPrincipal() principal: Principal, @Input() { params }: InputOf<typeof deleteSource>) {
    return this.sources.delete(principal, params.id);
  }
}
