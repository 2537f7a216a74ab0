import { Controller } from '@nestjs/common';
import { CurrentPrincipal } from '@sentrybox/auth';
import { listFeeds, updateFeed } from '@sentrybox/contracts';
import type { InputOf, Principal } from '@sentrybox/contracts';
import { Input, Route } from '@sentrybox/http';
import { FeedsService } from './feeds.service';

@Controller()
export class FeedsController {
  constructor(private readonly feeds: FeedsService) {}

  @Route(listFeeds)
  list() {
    return this.feeds.list();
  }

  @Route(updateFeed)
  update(@CurrentPrincipal() principal: Principal, @Input() { params, body }: InputOf<typeof updateFeed>) {
    return this.feeds.update(principal, params.feed_id, body.enabled);
  }
}
