import { applyDecorators, RequestMapping, RequestMethod, SetMetadata } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { EndpointDefinition, HttpMethod } from '@sentrybox/contracts';
import { compileRoute } from './compile-route';

const endpointKey = 'sentrybox:endpoint';

const requestMethodOf: Readonly<Record<HttpMethod, RequestMethod>> = {
  GET: RequestMethod.GET,
  POST: RequestMethod.POST,
  PUT: RequestMethod.PUT,
  PATCH: RequestMethod.PATCH,
  DELETE: RequestMethod.DELETE,
};

/**
 * Mounts a controller method as the handler of an endpoint. The controller has no prefix of its own: the endpoint's
 * path is the whole path. The handler returns the body of the endpoint's only success status, or `reply`, `stream` or
 * `content`. Input is parsed before the handler runs, whether or not it asks for it with `@Input()`.
 */
export function Route(endpoint: EndpointDefinition): MethodDecorator {
  return applyDecorators(
    RequestMapping({ path: nestPath(endpoint.path), method: requestMethodOf[endpoint.method] }),
    RouteConfig({ compiled: compileRoute(endpoint) }),
    SetMetadata(endpointKey, endpoint),
  );
}

/** The endpoint behind a guard's or filter's context; undefined for handlers of messages. */
export function endpointOf(context: ExecutionContext): EndpointDefinition | undefined {
  // Only Route writes this key.
  return Reflect.getMetadata(endpointKey, context.getHandler()) as EndpointDefinition | undefined;
}

function nestPath(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1');
}
