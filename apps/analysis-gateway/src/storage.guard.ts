import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { Database } from '@sentrybox/database';
import { unavailable } from '@sentrybox/errors';
import { endpointOf } from '@sentrybox/http';

const health = /\/health(?:\/live|\/ready)?$/;

/**
 * Without a database no call can be recorded in the audit log, and what cannot be recorded is refused, before the
 * credential is even looked at. Health stays; readiness says by itself what is missing.
 */
@Injectable()
export class StorageGuard implements CanActivate {
  constructor(private readonly database: Database) {}

  canActivate(context: ExecutionContext): boolean {
    if (this.database.isConfigured || context.getType() !== 'http') return true;
    if (!health.test(endpointOf(context)?.path ?? '')) throw unavailable('This endpoint requires a database.');
    return true;
  }
}
