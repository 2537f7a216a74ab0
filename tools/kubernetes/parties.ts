import { z } from 'zod';
import type { Party } from './network-policies';
import { nameOf, withPodTemplate } from './render';
import type { KubernetesObject } from './render';

const workloadSchema = z.object({
  metadata: z.object({ name: z.string(), namespace: z.string() }),
  spec: z.object({
    template: z.object({
      metadata: z.object({ labels: z.record(z.string(), z.string()) }),
      spec: z.object({
        containers: z.tuple([
          z.object({ ports: z.array(z.object({ name: z.string(), containerPort: z.int() })).default([]) }),
        ]),
      }),
    }),
  }),
});

const namespaceOf = (name: string, labels: Readonly<Record<string, string>> = {}) => ({
  name,
  labels: { 'kubernetes.io/metadata.name': name, ...labels },
});
const ours = namespaceOf('sentrybox');

/** The pods of the installation, one for each Deployment, Job and CronJob. */
export function ownParties(objects: readonly KubernetesObject[]): Party[] {
  return objects
    .filter(({ kind }) => ['Deployment', 'Job', 'CronJob'].includes(kind))
    .map((object, index) => {
      const { metadata, spec } = workloadSchema.parse(withPodTemplate(object));
      if (metadata.namespace !== ours.name) throw new Error(`${nameOf(object)} lies in another namespace.`);
      const [{ ports }] = spec.template.spec.containers;
      return {
        name: metadata.name,
        address: `10.244.1.${index + 1}`,
        namespace: ours,
        labels: spec.template.metadata.labels,
        ports: Object.fromEntries(ports.map(({ name, containerPort }) => [name, containerPort])),
      };
    });
}

const pod = (name: string, at: string, namespace: Party['namespace'], labels: Party['labels'] = {}): Party => ({
  name,
  address: at,
  labels,
  ports: {},
  ...(namespace === undefined ? {} : { namespace }),
});
const host = (name: string, address: string): Party => pod(name, address, undefined);

/** What operators make beside the services, as docs/operations/kubernetes.md asks for it. */
export const storageParties: readonly Party[] = [
  pod('PostgreSQL', '10.244.2.1', ours, { 'sentrybox-storage': 'postgres', 'cnpg.io/cluster': 'postgres' }),
  pod('Redis', '10.244.2.2', ours, { 'sentrybox-storage': 'redis' }),
];

/** Who has a part in the cluster, and who has none. Hosts are of the documentation's networks. */
export const otherParties: readonly Party[] = [
  pod('entry', '10.244.3.1', namespaceOf('ingress', { 'sentrybox-entry': 'true' })),
  pod('monitoring', '10.244.3.2', namespaceOf('monitoring', { 'sentrybox-monitoring': 'true' })),
  pod('name servers', '10.244.3.3', namespaceOf('kube-system'), { 'k8s-app': 'kube-dns' }),
  pod('operator of PostgreSQL', '10.244.3.4', namespaceOf('cnpg-system')),
  pod('another pod of kube-system', '10.244.3.5', namespaceOf('kube-system')),
  pod('another namespace', '10.244.3.6', namespaceOf('another')),
  pod('a pod without labels', '10.244.3.7', ours),
  host('internet', '203.0.113.10'),
  host('internet over IPv6', '2001:db8::10'),
  host('a network of your own', '10.1.2.3'),
  host('172.16.0.0/12', '172.20.1.2'),
  host('192.168.0.0/16', '192.168.1.2'),
  host('carrier-grade NAT', '100.64.0.1'),
  host('a unique local address', 'fd12:3456::1'),
  host('multicast', '239.1.2.3'),
];

/** Where a cloud tells credentials to whoever asks. */
export const metadataServices: readonly Party[] = [
  host('the metadata service', '169.254.169.254'),
  host('the metadata service over IPv6', 'fd00:ec2::254'),
];
