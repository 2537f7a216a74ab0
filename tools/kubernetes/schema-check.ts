import { createRequire } from 'node:module';
import { z } from 'zod';
import type { KubernetesObject } from './render';

/** The package whose validators were made of the API's published schema, by group. */
const packages: Readonly<Record<string, string>> = {
  '': 'kubernetes-models',
  apps: 'kubernetes-models',
  autoscaling: 'kubernetes-models',
  batch: 'kubernetes-models',
  'networking.k8s.io': 'kubernetes-models',
  policy: 'kubernetes-models',
  'external-secrets.io': '@kubernetes-models/external-secrets',
  'gateway.networking.k8s.io': '@kubernetes-models/gateway-api',
  'keda.sh': '@kubernetes-models/keda',
  'monitoring.coreos.com': '@kubernetes-models/prometheus-operator',
  'postgresql.cnpg.io': '@kubernetes-models/cloudnative-pg',
};

/**
 * Versions that the packages do not know under their name. external-secrets.io/v1 took over v1beta1 as it was, and
 * current operators serve v1 alone.
 */
const checkedAs: Readonly<Record<string, string>> = { 'external-secrets.io/v1': 'external-secrets.io/v1beta1' };

const load = createRequire(__filename);

interface Model {
  validate(): void;
}
type ModelClass = new (data: unknown) => Model;

const failureSchema = z.object({ errors: z.array(z.object({ instancePath: z.string(), message: z.string() })) });

/**
 * What the schema of its kind says against an object: wrong types, missing fields and fields that the schema does not
 * know. Validators of Kubernetes pass over the latter, so it is watched which fields they look at: those that they never
 * do are in no schema.
 * @throws Error for a kind whose schema is not at hand
 */
export function problemsOf(object: KubernetesObject): string[] {
  const apiVersion = checkedAs[object.apiVersion] ?? object.apiVersion;
  const model = new (modelOf(apiVersion, object.kind))({ ...object, apiVersion });
  const watched = new Watched();
  try {
    watched.of(model, '').validate();
  } catch (error) {
    const failure = failureSchema.safeParse(error);
    if (!failure.success) throw error;
    return failure.data.errors.map(({ instancePath, message }) => `${instancePath || '/'} ${message}`);
  }
  return watched.unseenIn(model, '').map((path) => `${path} is not known`);
}

function modelOf(apiVersion: string, kind: string): ModelClass {
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  const name = packages[group ?? ''];
  if (name === undefined || version === undefined) throw new Error(`There is no schema for ${apiVersion} ${kind}.`);
  const path = [name, group, version, kind].filter(Boolean).join('/');
  // By the layout of these packages the module of a kind exports its class under the name of the kind.
  const model = (load(path) as Record<string, ModelClass | undefined>)[kind];
  if (model === undefined) throw new Error(`${path} has no ${kind}.`);
  return model;
}

/** Remembers which own fields of an object were read, by their paths. */
class Watched {
  private readonly seen = new Set<string>();

  of<T>(value: T, path: string): T {
    if (typeof value !== 'object' || value === null) return value;
    return new Proxy(value, {
      get: (target, key): unknown => {
        const field: unknown = Reflect.get(target, key);
        if (typeof key !== 'string' || !Object.hasOwn(target, key)) return field;
        this.seen.add(`${path}/${key}`);
        return this.of(field, `${path}/${key}`);
      },
    });
  }

  unseenIn(value: unknown, path: string): string[] {
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([key, field]) => {
      const at = `${path}/${key}`;
      return this.seen.has(at) ? this.unseenIn(field, at) : [at];
    });
  }
}
