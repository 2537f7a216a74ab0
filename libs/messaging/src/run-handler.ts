import type { MessageHandler } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import { inSpan, runInRequestContext } from '@sentrybox/observability';
import type { MessageContext } from './message-context';

/** Runs a handler that Nest bound, inside a request context of its own, and waits for what it returns or throws. */
export function runHandler(
  name: string,
  handler: MessageHandler<unknown, MessageContext, unknown>,
  payload: unknown,
  context: MessageContext,
): Promise<unknown> {
  const { traceparent: parent, caller } = context;
  const attributes = { 'messaging.system': 'redis', 'sentrybox.caller': caller };
  const handled = async (): Promise<unknown> => {
    const result: unknown = await handler(payload, context);
    return isObservable(result) ? await lastValueFrom(result, { defaultValue: undefined }) : result;
  };
  return runInRequestContext(
    {
      requestId: context.correlationId,
      clientIp: '',
      route: name,
      startedAt: performance.now(),
      principal: context.onBehalfOf,
    },
    () => inSpan({ name: `handle ${name}`, kind: 'consumer', parent, attributes }, handled),
  );
}
