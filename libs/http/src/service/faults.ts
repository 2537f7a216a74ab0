import type { Logger } from '@sentrybox/observability';

/** What was accepted may end; afterwards whoever supervises the process starts a new one. */
const drainMs = 15_000;

/**
 * A fault that nobody caught leaves the process in an unknown state: it is logged, what is under way may end (15 s at
 * most), and the process ends with code 1. A second fault ends it at once.
 */
export function endOnFaults(close: () => Promise<void>, logger: Logger): void {
  let isEnding = false;
  const exit = (): void => {
    logger.flush();
    process.exit(1);
  };
  const onFault = (error: unknown, kind: string): void => {
    logger.error('process_fault', { fault: kind, error });
    if (isEnding) {
      exit();
      return;
    }
    isEnding = true;
    setTimeout(exit, drainMs).unref();
    close().then(exit, (failure: unknown) => {
      logger.error('shutdown_failed', { error: failure });
      exit();
    });
  };
  // Without a listener for rejections Node turns them into exceptions, whose origin tells them apart.
  process.on('uncaughtException', onFault);
}
