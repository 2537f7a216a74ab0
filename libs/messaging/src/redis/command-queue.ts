import type { AppName } from '@sentrybox/contracts';

/**
 * BullMQ queue in which `to` finds what `from` sent durably: commands and their outcomes. One per pair, because whoever
 * adds a job can also read and remove the queue's others.
 */
export function commandQueueName(to: AppName, from: AppName): string {
  return `${to}.commands.${from}`;
}
