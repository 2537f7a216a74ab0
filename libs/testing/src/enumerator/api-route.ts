import type { AppName } from '@sentrybox/contracts';

/** A route as the document of its service tells about it. */
export interface ApiRoute {
  readonly app: AppName;
  readonly method: string;
  /** With `{name}` for parameters. */
  readonly path: string;
  /** A permission, `public` or `authenticated`. */
  readonly access: string;
  /** Health, documents: the service's own pages, which look at no credential. */
  readonly isOwnPage: boolean;
  readonly parameters: readonly string[];
  /** The body of the first example; undefined for a route without one. */
  readonly body: { readonly type: string; readonly content: unknown } | undefined;
}

interface Operation {
  readonly tags?: readonly string[];
  readonly 'x-permission'?: string;
  readonly requestBody?: {
    readonly content: Readonly<
      Record<string, { readonly examples?: Readonly<Record<string, { readonly value: unknown }>> }>
    >;
  };
}

interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/**
 * Every route of a service, from its own `/openapi.json`: a new one is found without being named anywhere.
 * @throws Error when an operation does not say who may call it.
 */
export function apiRoutes(app: AppName, document: unknown): ApiRoute[] {
  const { paths } = document as ApiDocument; // served by the product under test, and checked by its own tests
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([method]) => method !== 'parameters')
      .map(([method, operation]) => {
        const access = operation['x-permission'];
        if (access === undefined) throw new Error(`${app} ${method} ${path} does not say who may call it.`);
        return {
          app,
          method: method.toUpperCase(),
          path,
          access,
          isOwnPage: operation.tags?.includes('service') === true,
          parameters: [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name),
          body: bodyOf(operation),
        };
      }),
  );
}

export function nameOf({ app, method, path }: ApiRoute): string {
  return `${app} ${method} ${path}`;
}

function bodyOf({ requestBody }: Operation): ApiRoute['body'] {
  const [first] = Object.entries(requestBody?.content ?? {});
  if (first === undefined) return undefined;
  const [type, { examples = {} }] = first;
  return { type, content: Object.values(examples)[0]?.value };
}
