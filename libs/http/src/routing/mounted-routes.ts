import type { INestApplication } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { EndpointDefinition } from '@sentrybox/contracts';

/** One entry of the router. HEAD stands beside every GET. */
export interface MountedRoute {
  readonly method: string;
  /** As the router has it: `/users/:id`. */
  readonly path: string;
  /** Undefined: mounted without @Route, which the start-up check refuses. */
  readonly endpoint: EndpointDefinition | undefined;
}

const routesOf = new WeakMap<object, MountedRoute[]>();

/** Keeps a list of what is mounted on the server from now on. */
export function recordRoutes(server: FastifyInstance): void {
  const routes: MountedRoute[] = [];
  routesOf.set(server.server, routes);
  server.addHook('onRoute', ({ method, url, config }) => {
    for (const one of [method].flat()) routes.push({ method: one, path: url, endpoint: config?.compiled?.endpoint });
  });
}

/** Every route in the router of an application made by `createServiceApp`. */
export function listRoutes(app: INestApplication): readonly MountedRoute[] {
  const server = (app as NestFastifyApplication).getHttpAdapter().getInstance(); // createServiceApp makes no other kind
  return routesOfServer(server);
}

export function routesOfServer(server: FastifyInstance): readonly MountedRoute[] {
  return routesOf.get(server.server) ?? [];
}

/** Methods under which a path (without query, decoded) is mounted. Linear in the number of routes: for error answers only. */
export function methodsOfPath(routes: readonly MountedRoute[], path: string): readonly string[] {
  const wanted = segmentsOf(path);
  const found = routes.filter((route) => matches(segmentsOf(route.path), wanted)).map((route) => route.method);
  return [...new Set(found)].sort();
}

function segmentsOf(path: string): string[] {
  const trimmed = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
  return trimmed.split('/');
}

function matches(template: readonly string[], segments: readonly string[]): boolean {
  return (
    template.length === segments.length &&
    template.every((part, index) => (part.startsWith(':') ? segments[index] !== '' : part === segments[index]))
  );
}
