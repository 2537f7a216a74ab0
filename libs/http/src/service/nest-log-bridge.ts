import type { LoggerService } from '@nestjs/common';
import type { Logger } from '@sentrybox/observability';

/** Nest's own warnings and errors as log lines of the service; its start-up chatter is dropped. */
export class NestLogBridge implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(): void {
    // Every service says itself when it has started.
  }

  warn(message: unknown, ...context: unknown[]): void {
    this.logger.warn('framework_warning', { message: String(message), context: context.at(-1) });
  }

  error(message: unknown, ...context: unknown[]): void {
    this.logger.error('framework_error', { message: String(message), context: context.at(-1) });
  }
}
