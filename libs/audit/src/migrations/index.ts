import type { Migration } from '@sentrybox/database';
import { createAuditLog } from './202611210100-create-audit-log';
import { keepPartitionsAhead } from './202611210110-keep-partitions-ahead';
import { letEveryAppWrite } from './202611210120-let-every-app-write';
import { sealEvents } from './202611220100-seal-events';

/** Schema `audit`. It runs before every app's, so that theirs may grant on it. */
export const migrations: readonly Migration[] = [createAuditLog, sealEvents, keepPartitionsAhead, letEveryAppWrite];
