import { Controller, Module } from '@nestjs/common';
import type { DynamicModule, INestApplication, ModuleMetadata, Type } from '@nestjs/common';
import { loadConfig, serviceVariables } from '@sentrybox/config';
import type { AppName, EndpointDefinition, Principal } from '@sentrybox/contracts';
import { defineEndpoint } from '@sentrybox/contracts';
import { createServiceApp, requestContext, Route } from '@sentrybox/http';
import type { ServiceOptions } from '@sentrybox/http';
import type { Clock } from '@sentrybox/observability';
import { createLogger } from '@sentrybox/observability';
import { z } from 'zod';
import { CurrentPrincipal } from '../src/guard/principal.decorators';

const answer = { responses: { 200: z.object({ who: z.string() }) }, examples: [], tag: 'probe', summary: 'A probe.' };

/** Several services share one event loop with Jest: what is late here is no overload. */
const surroundings = { SENTRYBOX_OFFLINE: '1', PORT: '0', MAX_EVENT_LOOP_DELAY_MS: '60000' };

/** Routes of every kind of access, on paths of both error families. */
function probeEndpoints(app: AppName) {
  const probe = <const E extends Pick<EndpointDefinition, 'method' | 'path' | 'id' | 'access'>>(endpoint: E) =>
    defineEndpoint({ ...answer, app, ...endpoint });
  return {
    open: probe({ method: 'GET', path: '/api/v1/open', id: 'open', access: 'public' }),
    any: probe({ method: 'GET', path: '/api/v1/any', id: 'any', access: 'authenticated' }),
    read: probe({ method: 'GET', path: '/api/v1/plugins', id: 'read', access: 'plugins:read' }),
    write: probe({ method: 'POST', path: '/api/v1/things', id: 'write', access: 'indicators:write' }),
    login: {
      ...probe({ method: 'GET', path: '/api/v1/login', id: 'login', access: 'public' }),
      rateLimit: 'login' as const,
    },
    own: {
      ...probe({ method: 'GET', path: '/api/v1/own', id: 'own', access: 'authenticated' }),
      allowedBeforePasswordChange: true,
    },
  };
}

function nameOf(principal: Principal | undefined): { who: string } {
  if (principal === undefined) return { who: 'anonymous' };
  return { who: principal.kind === 'user' ? principal.userId : principal.keyId };
}

/** A controller that says who called. */
function probeController(app: AppName): Type {
  const { open, any, read, write, login, own } = probeEndpoints(app);
  @Controller()
  class ProbeController {
    @Route(open)
    open() {
      return nameOf(requestContext()?.principal);
    }
    @Route(any)
    any(@CurrentPrincipal() caller: Principal) {
      return nameOf(caller);
    }
    @Route(read)
    read(@CurrentPrincipal() caller: Principal) {
      return nameOf(caller);
    }
    @Route(write)
    write(@CurrentPrincipal() caller: Principal) {
      return nameOf(caller);
    }
    @Route(login)
    login() {
      return nameOf(requestContext()?.principal);
    }
    @Route(own)
    own(@CurrentPrincipal() caller: Principal) {
      return nameOf(caller);
    }
  }
  return ProbeController;
}

@Module({})
class ProbeModule {
  static with(app: AppName, imports: ModuleMetadata['imports']): DynamicModule {
    return { module: ProbeModule, imports, controllers: [probeController(app)] };
  }
}

export interface ProbeAppOptions {
  readonly app: AppName;
  readonly imports: ModuleMetadata['imports'];
  readonly clock?: Clock;
  /** Beside the usual; without limits the default ones hold. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly redisUrl?: string;
  readonly transports?: ServiceOptions['transports'];
}

/** A small service behind the guard, listening on a free port. */
export async function startProbeApp(
  options: ProbeAppOptions,
): Promise<{ app: INestApplication; url: string; logLines: string[] }> {
  const logLines: string[] = [];
  const app = await createServiceApp({
    app: options.app,
    module: ProbeModule.with(options.app, options.imports),
    config: {
      ...loadConfig(serviceVariables(0), { ...surroundings, ...options.environment }),
      REDIS_URL: options.redisUrl,
    },
    version: '0.0.0',
    clock: options.clock,
    transports: options.transports,
    logger: createLogger({
      service: options.app,
      version: '0.0.0',
      level: 'debug',
      destination: { write: (line: string) => void logLines.push(line) },
    }),
  });
  await app.listen(0, '127.0.0.1');
  return { app, url: await app.getUrl(), logLines };
}
