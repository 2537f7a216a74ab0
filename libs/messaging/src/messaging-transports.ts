import type { INestApplicationContext } from '@nestjs/common';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import { AnnouncementServer } from './announcement/announcement-server';
import { AskServer } from './ask/ask-server';
import { MessagingRuntime } from './messaging-runtime';

/**
 * What to connect to an application that imports the `MessagingModule`, before it is initialised:
 * `app.connectMicroservice(options)` for each, without `inheritAppConfig` (guards and filters of HTTP are not for
 * messages), then `app.startAllMicroservices()`, which rejects when asks and handlers do not match.
 */
export function messagingTransports(app: INestApplicationContext): { strategy: CustomTransportStrategy }[] {
  const runtime = app.get(MessagingRuntime, { strict: false });
  const announcements = { strategy: new AnnouncementServer(runtime) };
  return runtime.answersAsks ? [{ strategy: new AskServer(runtime) }, announcements] : [announcements];
}
