import { Controller } from '@nestjs/common';
import { CurrentPrincipal, StillAllowed } from '@sentrybox/auth';
import {
  cancelRun,
  collectSource,
  deleteCollection,
  getCollection,
  putCollection,
  releaseRun,
  streamSource,
} from '@sentrybox/contracts';
import type { InputOf, Principal } from '@sentrybox/contracts';
import { Input, Route, stream } from '@sentrybox/http';
import { CollectionsService } from './collections.service';
import { RunStream } from './run-stream';

@Controller()
export class CollectionsController {
  constructor(
    private readonly collections: CollectionsService,
    private readonly runs: RunStream,
  ) {}

  @Route(getCollection)
  get(@CurrentPrincipal() principal: Principal, @Input() { params }: InputOf<typeof getCollection>) {
    return this.collections.get(principal, params.id);
  }

  @Route(putCollection)
  put(@CurrentPrincipal() principal: Principal, @Input() { params, body }: InputOf<typeof putCollection>) {
    return this.collections.put(principal, params.id, body);
  }

  @Route(deleteCollection)
  remove(@CurrentPrincipal() principal: Principal, @Input() { params }: InputOf<typeof deleteCollection>) {
    return this.collections.remove(principal, params.id);
  }

  @Route(collectSource)
  collect(@CurrentPrincipal() principal: Principal, @Input() { params }: InputOf<typeof collectSource>) {
    return this.collections.collect(principal, params.id);
  }

  @Route(cancelRun)
  cancel(@CurrentPrincipal() principal: Principal, @Input() { params }: InputOf<typeof cancelRun>) {
    return this.collections.cancel(principal, params.id, params.import_id);
  }

  @Route(releaseRun)
  release(@CurrentPrincipal() principal: Principal, @Input() { params }: InputOf<typeof releaseRun>) {
    return this.collections.release(principal, params.id, params.import_id);
  }

  @Route(streamSource)
  async stream(
    @CurrentPrincipal() principal: Principal,
    @StillAllowed() stillAllowed: () => Promise<void>,
    @Input() { params }: InputOf<typeof streamSource>,
  ) {
    return stream(200, 'text/event-stream', await this.runs.open(principal, params.id, stillAllowed));
  }
}
