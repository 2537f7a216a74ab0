import { Controller } from '@nestjs/common';
import { CurrentPrincipal } from '@sentrybox/auth';
import type { InputOf, Principal } from '@sentrybox/contracts';
import { deleteWarninglist, importWarninglist, listWarninglists, lookupWarninglists } from '@sentrybox/contracts';
import { Input, Route } from '@sentrybox/http';
import { WarninglistsService } from './warninglists.service';

@Controller()
export class WarninglistsController {
  constructor(private readonly warninglists: WarninglistsService) {}

  @Route(listWarninglists)
  list(@CurrentPrincipal() principal: Principal, @Input() input: InputOf<typeof listWarninglists>) {
    return this.warninglists.page(principal, input.query);
  }

  @Route(importWarninglist)
  import(@CurrentPrincipal() principal: Principal, @Input() input: InputOf<typeof importWarninglist>) {
    return this.warninglists.import(principal, input);
  }

  @Route(deleteWarninglist)
  delete(@CurrentPrincipal() principal: Principal, @Input() input: InputOf<typeof deleteWarninglist>) {
    return this.warninglists.delete(principal, input.params.id);
  }

  @Route(lookupWarninglists)
  lookup(@CurrentPrincipal() principal: Principal, @Input() { body }: InputOf<typeof lookupWarninglists>) {
    return this.warninglists.lookup(principal, body.values);
  }
}
