import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import type { KubernetesObject } from './render';

const selectorSchema = z.strictObject({
  matchLabels: z.record(z.string(), z.string()).default({}),
  matchExpressions: z
    .array(
      z.strictObject({ key: z.string(), operator: z.literal(['In', 'NotIn', 'Exists']), values: z.array(z.string()) }),
    )
    .default([]),
});
type Selector = z.infer<typeof selectorSchema>;

const peerSchema = z.strictObject({
  namespaceSelector: selectorSchema.optional(),
  podSelector: selectorSchema.optional(),
  ipBlock: z.strictObject({ cidr: z.string(), except: z.array(z.string()).default([]) }).optional(),
});
type Peer = z.infer<typeof peerSchema>;

const portSchema = z.strictObject({
  port: z.union([z.string(), z.int()]),
  protocol: z.literal(['TCP', 'UDP']).default('TCP'),
});

const rule = { ports: z.array(portSchema).min(1) };
const policySchema = z.object({
  metadata: z.object({ name: z.string(), namespace: z.string() }),
  spec: z.strictObject({
    podSelector: selectorSchema,
    policyTypes: z.array(z.literal(['Ingress', 'Egress'])).min(1),
    ingress: z.array(z.strictObject({ from: z.array(peerSchema).min(1), ...rule })).default([]),
    egress: z.array(z.strictObject({ to: z.array(peerSchema).min(1), ...rule })).default([]),
  }),
});
export type NetworkPolicy = z.infer<typeof policySchema>;

/** Something that has an address: a pod, or a host outside of the cluster (then it has no namespace). */
export interface Party {
  readonly name: string;
  readonly address: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly namespace?: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  /** Ports that are called by a name. */
  readonly ports: Readonly<Record<string, number>>;
}

/**
 * @throws ZodError for a policy with a rule that is not understood here, or without ports or peers: such a rule means
 *   "all", which nothing here is to say
 */
export function policiesIn(objects: readonly KubernetesObject[]): NetworkPolicy[] {
  return objects.filter(({ kind }) => kind === 'NetworkPolicy').map((object) => policySchema.parse(object));
}

/**
 * Whether the policies let a connection through, by the rules of Kubernetes: a pod that a policy of a direction selects may
 * do what one of these policies allows, others may do anything; both ends have to allow it.
 */
export function isAllowed(
  policies: readonly NetworkPolicy[],
  [from, to]: readonly [Party, Party],
  port: number,
  protocol: 'TCP' | 'UDP' = 'TCP',
): boolean {
  const matches = (ports: readonly z.infer<typeof portSchema>[]): boolean =>
    ports.some((one) => (to.ports[one.port] ?? one.port) === port && one.protocol === protocol);
  const leaving = of(policies, from, 'Egress');
  const arriving = of(policies, to, 'Ingress');
  return (
    (leaving.length === 0 ||
      leaving.some(({ metadata, spec }) =>
        spec.egress.some((one) => matches(one.ports) && one.to.some((peer) => isPeer(peer, to, metadata.namespace))),
      )) &&
    (arriving.length === 0 ||
      arriving.some(({ metadata, spec }) =>
        spec.ingress.some(
          (one) => matches(one.ports) && one.from.some((peer) => isPeer(peer, from, metadata.namespace)),
        ),
      ))
  );
}

function of(policies: readonly NetworkPolicy[], party: Party, direction: 'Ingress' | 'Egress'): NetworkPolicy[] {
  return policies.filter(
    ({ metadata, spec }) =>
      metadata.namespace === party.namespace?.name &&
      spec.policyTypes.includes(direction) &&
      isSelected(spec.podSelector, party.labels),
  );
}

function isPeer({ ipBlock, namespaceSelector, podSelector }: Peer, party: Party, ownNamespace: string): boolean {
  if (ipBlock !== undefined) {
    return isIn(ipBlock.cidr, party.address) && !ipBlock.except.some((range) => isIn(range, party.address));
  }
  if (party.namespace === undefined) return false;
  const isOfNamespace =
    namespaceSelector === undefined
      ? party.namespace.name === ownNamespace
      : isSelected(namespaceSelector, party.namespace.labels);
  return isOfNamespace && (podSelector === undefined || isSelected(podSelector, party.labels));
}

function isSelected({ matchLabels, matchExpressions }: Selector, labels: Readonly<Record<string, string>>): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values }) => {
      const value = labels[key];
      const isAmong = value !== undefined && values.includes(value);
      if (operator === 'Exists') return value !== undefined;
      return operator === 'In' ? isAmong : !isAmong;
    })
  );
}

function isIn(range: string, address: string): boolean {
  const [network, bits] = ipaddr.parseCIDR(range);
  const host = ipaddr.parse(address);
  return host.kind() === network.kind() && host.match(network, bits);
}
