import { z } from 'zod';
import { withPodTemplate } from './render';
import type { KubernetesObject } from './render';

const probeSchema = z.strictObject({
  httpGet: z.strictObject({ path: z.string(), port: z.string() }),
  periodSeconds: z.int(),
  timeoutSeconds: z.int().default(1),
  failureThreshold: z.int().default(3),
});

const containerSchema = z.object({
  name: z.string(),
  image: z.string(),
  args: z.array(z.string()),
  env: z.array(z.object({ name: z.string(), value: z.string().optional() })).default([]),
  ports: z.array(z.strictObject({ name: z.string(), containerPort: z.int() })).default([]),
  securityContext: z.record(z.string(), z.unknown()),
  resources: z.object({
    requests: z.object({ cpu: z.string(), memory: z.string() }),
    limits: z.object({ memory: z.string() }),
  }),
  startupProbe: probeSchema.optional(),
  readinessProbe: probeSchema.optional(),
  livenessProbe: probeSchema.optional(),
  lifecycle: z
    .strictObject({ preStop: z.strictObject({ exec: z.strictObject({ command: z.array(z.string()) }) }) })
    .optional(),
});
type Container = z.infer<typeof containerSchema>;

/** Every field that our pods have: a new one has to be thought about here, and in the policies. */
const podSchema = z.strictObject({
  automountServiceAccountToken: z.boolean(),
  enableServiceLinks: z.boolean(),
  restartPolicy: z.string().optional(),
  terminationGracePeriodSeconds: z.int().optional(),
  securityContext: z.record(z.string(), z.unknown()),
  topologySpreadConstraints: z
    .array(z.object({ topologyKey: z.string(), matchLabelKeys: z.array(z.string()) }))
    .optional(),
  containers: z.tuple([containerSchema]),
  volumes: z.array(z.looseObject({ name: z.string() })),
});

const workloadSchema = z.object({
  kind: z.string(),
  metadata: z.object({ name: z.string(), labels: z.record(z.string(), z.string()) }),
  spec: z.object({
    replicas: z.int().optional(),
    selector: z.object({ matchLabels: z.record(z.string(), z.string()) }).optional(),
    template: z.object({ metadata: z.object({ labels: z.record(z.string(), z.string()) }), spec: podSchema }),
  }),
});

/** A Deployment, Job or CronJob, with its only container at hand. */
export type Workload = z.infer<typeof workloadSchema> & { readonly container: Container; readonly component: string };

/** @throws ZodError for a pod with a field that nobody looks at */
export function workloadsIn(objects: readonly KubernetesObject[]): Workload[] {
  const kinds = ['Deployment', 'Job', 'StatefulSet', 'DaemonSet', 'CronJob', 'Pod'];
  return objects
    .filter(({ kind }) => kinds.includes(kind))
    .map((object) => {
      const workload = workloadSchema.parse(withPodTemplate(object));
      const component = workload.metadata.labels['app.kubernetes.io/component'] ?? '';
      return { ...workload, container: workload.spec.template.spec.containers[0], component };
    });
}
