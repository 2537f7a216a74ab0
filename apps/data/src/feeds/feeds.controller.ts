import { Controller } from '@nestjs/common';
import { CurrentPrincipal } from '@sentrybox/auth';
import { importMispFeeds, listFeeds, updateFeed } from '@sentrybox/contracts';
import type { InputOf, Principal } from '@sentrybox/contracts';
import { Input, Route } from '@sentrybox/http';
import { FeedsService } from './feeds.service';
import { MispListService } from './misp-list/misp-list.service';

@Controller()
export class FeedsController {
  constructor(
    private readonly feeds: FeedsService,
    private readonly mispLists: MispListService,
  ) {}

  @Route(listFeeds)
  list() {
    return this.feeds.list();
  }

  @Route(updateFeed)
  update(@CurrentPrincipal() principal: Principal, @Input() { params, body }: InputOf<typeof updateFeed>) {
    return this.feeds.update(principal, params.feed_id, body);
  }

  @Route(importMispFeeds)
  importMispFeeds(@CurrentPrincipal() principal: Principal, @Input() input: InputOf<typeof importMispFeeds>) {
    return this.mispLists.import(principal, input);
  }
}
