import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
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

/** A component upon the base and nothing else, as an overlay of one's own may want it. */
export function renderAlone(component: string): KubernetesObject[] {
  const folder = mkdtempSync(join(tmpdir(), 'sentrybox-k8s-'));
  try {
    const at = (path: string) => relative(folder, join(root, 'k8s', path));
    const kustomization = {
      namespace: 'sentrybox',
      resources: [at('base')],
      components: [at(`components/${component}`)],
    };
    writeFileSync(join(folder, 'kustomization.yaml'), JSON.stringify(kustomization));
    return render(relative(root, folder));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @throws Error for a text that is no YAML, ZodError for a document that is no object of Kubernetes */
export function objectsIn(text: string): KubernetesObject[] {
  return parseAllDocuments(text).map((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw error;
    return objectSchema.parse(document.toJS());
  });
}

const cronJobSchema = z.looseObject({ spec: z.looseObject({ jobTemplate: z.looseObject({ spec: z.unknown() }) }) });

/** What makes pods, with `spec.template` where it is to be found: a CronJob stands for the Jobs that it makes. */
export function withPodTemplate(object: KubernetesObject): KubernetesObject {
  return object.kind === 'CronJob' ? { ...object, spec: cronJobSchema.parse(object).spec.jobTemplate.spec } : object;
}

/** `Deployment/data`, by which a failed expectation tells where to look. */
export function nameOf({ kind, metadata }: KubernetesObject): string {
  return `${kind}/${metadata.name}`;
}
