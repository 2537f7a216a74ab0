import { Controller, Headers } from '@nestjs/common';
import { StillAllowed } from '@sentrybox/auth';
import { realtimeFeed } from '@sentrybox/contracts';
import type { InputOf } from '@sentrybox/contracts';
import { Input, Route } from '@sentrybox/http';
import { StreamService } from './stream.service';

@Controller()
export class StreamController {
  constructor(private readonly streams: StreamService) {}

  @Route(realtimeFeed)
  follow(
    @Input() { query }: InputOf<typeof realtimeFeed>,
    @Headers('accept') accept: string | undefined,
    @Headers('last-event-id') lastEventId: string | undefined,
    @StillAllowed() stillAllowed: () => Promise<void>,
  ) {
    return this.streams.follow(query, { accept, lastEventId }, stillAllowed);
  }
}
