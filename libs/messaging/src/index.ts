export { Announcement, Ask } from './decorators';
export { generateServiceKeys } from './keys/generate-service-keys';
export type { MessageContext } from './message-context';
export { Messages } from './messages';
export type { MessagingOptions } from './messaging-runtime';
export { messagingTransports } from './messaging-transports';
export { MessagingModule } from './messaging.module';
export { redisAccessRules } from './redis/access-rules';
export { commandQueueName } from './redis/command-queue';
