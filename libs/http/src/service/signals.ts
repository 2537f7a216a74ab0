import type { Logger } from '@sentrybox/observability';

/** The process ends at the latest so long after its signal. Whoever stops it has to wait for as long. */
export const forcedExitAfterMs = 25_000;

/** SIGTERM and SIGINT end the process: 0 after a clean end, 1 when that failed, took 25 s or was interrupted again. */
export function endOnSignals(close: () => Promise<void>, logger: Logger): void {
  let isEnding = false;
  const exit = (code: number): void => {
    logger.flush();
    process.exit(code);
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    if (isEnding) {
      logger.warn('shutdown_interrupted', { signal });
      exit(1);
    }
    isEnding = true;
    logger.info('shutdown_started', { signal });
    setTimeout(() => {
      logger.error('shutdown_too_slow', { after_ms: forcedExitAfterMs });
      exit(1);
    }, forcedExitAfterMs).unref();
    close().then(
      () => {
        exit(0);
      },
      (error: unknown) => {
        logger.error('shutdown_failed', { error });
        exit(1);
      },
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}
