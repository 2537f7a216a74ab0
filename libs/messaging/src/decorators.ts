import { applyDecorators, Catch, UseFilters } from '@nestjs/common';
import type { ExceptionFilter } from '@nestjs/common';
import { Ctx, EventPattern, MessagePattern, Payload, Transport } from '@nestjs/microservices';
import type { Observable } from 'rxjs';
import { throwError } from 'rxjs';
import type { AnnouncementDefinition, AskDefinition } from '@sentrybox/contracts';

/**
 * Transport of asks. Every handler names its transport: in an application with two transports Nest binds a handler
 * without one to both, and asks would be answered by every replica again.
 */
export const ASK_TRANSPORT = Symbol('sentrybox.ask');

/** Lets a handler's error reach the transport as it was thrown; Nest's own filter would reduce it to a text. */
@Catch()
class KeepError implements ExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}

// The first parameter is the payload, the second, if there is one, the MessageContext.
const messageParameters: MethodDecorator = (target, key) => {
  Payload()(target, key, 0);
  Ctx()(target, key, 1);
};

/**
 * Marks the method of a controller that answers an ask of the app's own. It gets the payload as the contract's schema
 * parsed it and a `MessageContext`, and returns (or resolves to) the answer, which is parsed with the contract's schema
 * before it leaves: undeclared fields never do. A `DomainError` reaches the asker as it is, anything else as
 * `internal_error`. The handler checks itself whether the caller may know.
 */
export function Ask(definition: AskDefinition): MethodDecorator {
  return applyDecorators(
    MessagePattern(definition.name, ASK_TRANSPORT, { ask: definition }),
    UseFilters(new KeepError()),
    messageParameters,
  );
}

/** Marks the method of a controller that hears an announcement; parameters as with `Ask`. What it throws is logged. */
export function Announcement(definition: AnnouncementDefinition): MethodDecorator {
  return applyDecorators(
    EventPattern(definition.name, Transport.REDIS, { announcement: definition }),
    UseFilters(new KeepError()),
    messageParameters,
  );
}
