import type { z } from 'zod';
import type { AppName } from './apps';
import type { Permission } from './permissions';

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface EndpointError {
  readonly status: number;
  readonly code: string;
  readonly when: string;
}

export interface EndpointExample {
  readonly name: string;
  readonly request?: unknown;
  readonly status: number;
  readonly response?: unknown;
}

/** The wire contract of one route: what comes in, what goes out, who may call it. The OpenAPI document is made of these. */
export interface EndpointDefinition {
  readonly app: AppName;
  readonly method: HttpMethod;
  /** Full path with `{name}` for parameters, as in OpenAPI. */
  readonly path: string;
  /** OpenAPI operationId, unique per app. */
  readonly id: string;
  readonly summary: string;
  readonly tag: string;
  /**
   * `public`: no credential is looked at being absent (a bad one is still 401);
   * `authenticated`: any valid principal, for routes about the caller itself.
   */
  readonly access: Permission | 'public' | 'authenticated';
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  /** Headers that the route reads, names in lower case; others are none of its business. */
  readonly headers?: z.ZodObject;
  /** Undefined: the route takes no body. `stream`: the raw request stream reaches the handler. */
  readonly body?: z.ZodType | 'stream';
  /** In bytes; default 262,144 (256 KiB). */
  readonly bodyLimitBytes?: number;
  /** Accepted media types; default application/json alone. */
  readonly consumes?: readonly string[];
  /** Success answers by status; `null` for no body. Undeclared fields never leave. */
  readonly responses: Readonly<Record<number, z.ZodType | null>>;
  /** Errors beside those that every route can give (400, 401, 403, 413, 415, 429, 500, 503). */
  readonly errors?: readonly EndpointError[];
  readonly examples: readonly EndpointExample[];
  /** A route that a caller with a one-time password may use (own profile, own password, logout). */
  readonly allowedBeforePasswordChange?: boolean;
  /** `login`: counted per client and minute, for routes that take a secret to be guessed; `none`: not counted. */
  readonly rateLimit?: 'login' | 'none';
}

/** Declares a route. Pure data: libs/http mounts it, the OpenAPI document and the tests read it. */
export function defineEndpoint<const E extends EndpointDefinition>(endpoint: E): E {
  return endpoint;
}

type Parsed<T> = T extends z.ZodType ? z.output<T> : undefined;

/** What the handler of an endpoint receives, already parsed. */
export interface InputOf<E extends EndpointDefinition> {
  readonly params: Parsed<E['params']>;
  readonly query: Parsed<E['query']>;
  readonly headers: Parsed<E['headers']>;
  readonly body: Parsed<E['body']>;
}

/** What a handler may return for a status. */
export type ResponseOf<
  E extends EndpointDefinition,
  S extends keyof E['responses'],
> = E['responses'][S] extends z.ZodType ? z.input<E['responses'][S]> : undefined;
