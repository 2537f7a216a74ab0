import type { MessageHandler } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import { runInRequestContext } from '@sentrybox/observability';
import type { MessageContext } from './message-context';

/** Runs a handler that Nest bound, inside a request context of its own, and waits for what it returns or throws. */
export async function runHandler(
  name: string,
  handler: MessageHandler<unknown, MessageContext, unknown>,
  payload: unknown,
  context: MessageContext,
): Promise<unknown> {
  return await runInRequestContext(
    {
      requestId: context.correlationId,
      clientIp: '',
      route: name,
      startedAt: performance.now(),
      principal: context.onBehalfOf,
    },
    async () => {
      const result: unknown = await handler(payload, context);
      return isObservable(result) ? await lastValueFrom(result, { defaultValue: undefined }) : result;
    },
  );
}
