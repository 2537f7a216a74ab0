import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { Database } from '@sentrybox/database';
import { unavailable } from '@sentrybox/errors';
import { endpointOf } from '@sentrybox/http';

/**
 * Without a database no call can be recorded in the audit log, and what cannot be recorded is refused, before the
 * credential is even looked at. Health and documents stay.
 */
@Injectable()
export class StorageGuard implements CanActivate {
  constructor(private readonly database: Database) {}

  canActivate(context: ExecutionContext): boolean {
    const isOpen = endpointOf(context)?.access === 'public' || context.getType() !== 'http';
    if (!isOpen && !this.database.isConfigured) throw unavailable('This endpoint requires a database.');
    return true;
  }
}
