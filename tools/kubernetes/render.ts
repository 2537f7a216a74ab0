import { execFileSync, spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';

export const root = resolve(__dirname, '../..');

/** What every object of Kubernetes has; the rest is looked at by whoever knows the kind. */
const objectSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string().optional(),
    labels: z.record(z.string(), z.string()).default({}),
  }),
});
export type KubernetesObject = z.infer<typeof objectSchema>;

/** Rendering is kustomize's own, by kubectl 1.27 or newer; nothing is asked of a cluster. */
export const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0;

/**
 * @param folder of a kustomization, relative to the project
 * @throws Error with kustomize's own words when it cannot be rendered
 */
export function render(folder: string): KubernetesObject[] {
  const text = execFileSync('kubectl', ['kustomize', join(root, folder)], { encoding: 'utf8', stdio: 'pipe' });
  return objectsIn(text);
}

/** @throws Error for a text that is no YAML, ZodError for a document that is no object of Kubernetes */
export function objectsIn(text: string): KubernetesObject[] {
  return parseAllDocuments(text).map((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw error;
    return objectSchema.parse(document.toJS());
  });
}

/** `Deployment/data`, by which a failed expectation tells where to look. */
export function nameOf({ kind, metadata }: KubernetesObject): string {
  return `${kind}/${metadata.name}`;
}
