import { Controller } from '@nestjs/common';
import { lookupIndicators } from '@sentrybox/contracts';
import type { MessageContext } from '@sentrybox/messaging';
import { Ask } from '@sentrybox/messaging';
import { forbidden } from '@sentrybox/errors';
import type { z } from 'zod';
import { LookupService } from './lookup.service';

/** Asks of other services. */
@Controller()
export class IndicatorsMessages {
  constructor(private readonly lookups: LookupService) {}

  /** A caller that names its user may only ask for that user's team. */
  @Ask(lookupIndicators)
  lookup(request: z.output<typeof lookupIndicators.request>, context: MessageContext) {
    if (context.onBehalfOf !== undefined && context.onBehalfOf.teamId !== request.teamId) {
      throw forbidden('This is not the team of the user who is acted for.');
    }
    return this.lookups.lookup(request);
  }
}
