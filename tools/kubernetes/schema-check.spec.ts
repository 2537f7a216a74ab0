import { objectsIn } from './render';
import { problemsOf } from './schema-check';

const problems = (text: string) => objectsIn(text).flatMap(problemsOf);

const pod = (container: string) => `
      containers:
        - name: service
          image: sentrybox
          ${container}`;
const workload = (kind: string, version: string, container: string, spec = '') => `
apiVersion: ${version}
kind: ${kind}
metadata: { name: data }
spec:
  ${spec}
  template:
    metadata: { labels: { any: label, at.all/is: fine } }
    spec:${pod(container)}`;
const deployment = (container: string) => workload('Deployment', 'apps/v1', container, 'selector: { matchLabels: {} }');
const job = (container: string) => workload('Job', 'batch/v1', container);
const short = (kind: string, version: string, spec: string) =>
  `{ apiVersion: ${version}, kind: ${kind}, metadata: { name: any }, spec: ${spec} }`;

// Each kind that k8s/ has: an object that is in order, and the same with one letter too many.
const misspelt: readonly (readonly [kind: string, good: string, bad: string, unknown: string])[] = [
  [
    'Deployment',
    deployment('readinessProbe: { httpGet: { port: http } }'),
    deployment('readynessProbe: { httpGet: { port: http } }'),
    '/spec/template/spec/containers/0/readynessProbe',
  ],
  [
    'CronJob',
    short(
      'CronJob',
      'batch/v1',
      '{ schedule: "@daily", jobTemplate: { spec: { template: { spec: { containers: [{ name: a }] } } } } }',
    ),
    short(
      'CronJob',
      'batch/v1',
      '{ schedule: "@daily", suspended: true, jobTemplate: { spec: { template: { spec: { containers: [{ name: a }] } } } } }',
    ),
    '/spec/suspended',
  ],
  [
    'PersistentVolumeClaim',
    short('PersistentVolumeClaim', 'v1', '{ resources: { requests: { storage: 1Gi } } }'),
    short('PersistentVolumeClaim', 'v1', '{ resource: { requests: { storage: 1Gi } } }'),
    '/spec/resource',
  ],
  ['Job', job('args: [migrate]'), job('argss: [migrate]'), '/spec/template/spec/containers/0/argss'],
  [
    'Namespace',
    '{ apiVersion: v1, kind: Namespace, metadata: { name: any, labels: { a: b } } }',
    '{ apiVersion: v1, kind: Namespace, metadata: { name: any, lables: { a: b } } }',
    '/metadata/lables',
  ],
  [
    'ConfigMap',
    '{ apiVersion: v1, kind: ConfigMap, metadata: { name: any }, data: { LOG_LEVEL: info } }',
    '{ apiVersion: v1, kind: ConfigMap, metadata: { name: any }, datas: { LOG_LEVEL: info } }',
    '/datas',
  ],
  [
    'Service',
    short('Service', 'v1', '{ ports: [{ port: 80, targetPort: http }] }'),
    short('Service', 'v1', '{ ports: [{ port: 80, targetport: http }] }'),
    '/spec/ports/0/targetport',
  ],
  [
    'PodDisruptionBudget',
    short('PodDisruptionBudget', 'policy/v1', '{ maxUnavailable: 1 }'),
    short('PodDisruptionBudget', 'policy/v1', '{ maxUnavailabel: 1 }'),
    '/spec/maxUnavailabel',
  ],
  [
    'HorizontalPodAutoscaler',
    short('HorizontalPodAutoscaler', 'autoscaling/v2', '{ scaleTargetRef: { kind: A, name: b }, maxReplicas: 2 }'),
    short(
      'HorizontalPodAutoscaler',
      'autoscaling/v2',
      '{ scaleTargetRef: { kind: A, name: b }, maxReplicas: 2, minReplica: 1 }',
    ),
    '/spec/minReplica',
  ],
  [
    'NetworkPolicy',
    short('NetworkPolicy', 'networking.k8s.io/v1', '{ podSelector: {}, policyTypes: [Ingress, Egress] }'),
    short('NetworkPolicy', 'networking.k8s.io/v1', '{ podSelector: {}, policyType: [Ingress, Egress] }'),
    '/spec/policyType',
  ],
  [
    'Ingress',
    short('Ingress', 'networking.k8s.io/v1', '{ tls: [{ hosts: [a.example] }] }'),
    short('Ingress', 'networking.k8s.io/v1', '{ tls: [{ host: [a.example] }] }'),
    '/spec/tls/0/host',
  ],
  [
    'ScaledObject',
    short(
      'ScaledObject',
      'keda.sh/v1alpha1',
      '{ scaleTargetRef: { name: a }, triggers: [{ type: b, metadata: { c: d } }] }',
    ),
    short(
      'ScaledObject',
      'keda.sh/v1alpha1',
      '{ scaleTargetRef: { name: a }, triggers: [{ type: b, metadata: { c: d } }], minReplicas: 1 }',
    ),
    '/spec/minReplicas',
  ],
  [
    'Gateway',
    short(
      'Gateway',
      'gateway.networking.k8s.io/v1',
      '{ gatewayClassName: a, listeners: [{ name: b, port: 443, protocol: HTTPS }] }',
    ),
    short(
      'Gateway',
      'gateway.networking.k8s.io/v1',
      '{ gatewayClassName: a, listeners: [{ name: b, port: 443, protocol: HTTPS, hostnames: c }] }',
    ),
    '/spec/listeners/0/hostnames',
  ],
  [
    'HTTPRoute',
    short(
      'HTTPRoute',
      'gateway.networking.k8s.io/v1',
      '{ rules: [{ matches: [{ path: { type: PathPrefix, value: /v1 } }] }] }',
    ),
    short(
      'HTTPRoute',
      'gateway.networking.k8s.io/v1',
      '{ rules: [{ match: [{ path: { type: PathPrefix, value: /v1 } }] }] }',
    ),
    '/spec/rules/0/match',
  ],
  [
    'ServiceMonitor',
    short('ServiceMonitor', 'monitoring.coreos.com/v1', '{ selector: {}, endpoints: [{ port: metrics }] }'),
    short('ServiceMonitor', 'monitoring.coreos.com/v1', '{ selector: {}, endpoints: [{ prot: metrics }] }'),
    '/spec/endpoints/0/prot',
  ],
  [
    'PrometheusRule',
    short('PrometheusRule', 'monitoring.coreos.com/v1', '{ groups: [{ name: a, rules: [{ alert: b, expr: up }] }] }'),
    short(
      'PrometheusRule',
      'monitoring.coreos.com/v1',
      '{ groups: [{ name: a, rules: [{ alert: b, expr: up, severity: c }] }] }',
    ),
    '/spec/groups/0/rules/0/severity',
  ],
  [
    'ExternalSecret',
    short(
      'ExternalSecret',
      'external-secrets.io/v1',
      '{ secretStoreRef: { name: a }, dataFrom: [{ extract: { key: b } }] }',
    ),
    short(
      'ExternalSecret',
      'external-secrets.io/v1',
      '{ secretStoreRef: { name: a }, dataFrom: [{ extracts: { key: b } }] }',
    ),
    '/spec/dataFrom/0/extracts',
  ],
  [
    'Cluster',
    short('Cluster', 'postgresql.cnpg.io/v1', '{ instances: 3, storage: { size: 1Gi } }'),
    short('Cluster', 'postgresql.cnpg.io/v1', '{ instances: 3, storage: { sizes: 1Gi } }'),
    '/spec/storage/sizes',
  ],
];

it.each(misspelt)(
  'the schema of a %s takes what is right and refuses one misspelt field',
  (_kind, good, bad, unknown) => {
    expect(problems(good)).toEqual([]);
    expect(problems(bad)).toEqual([`${unknown} is not known`]);
  },
);

it('names what is missing or of the wrong type', () => {
  expect(problems(short('NetworkPolicy', 'networking.k8s.io/v1', '{ policyTypes: Ingress }'))).toEqual([
    expect.stringContaining('podSelector'),
    expect.stringContaining('/spec/policyTypes'),
  ]);
});

it('has no opinion on a kind that it knows nothing of: the check fails', () => {
  expect(() => problems(short('Postgresql', 'acid.zalan.do/v1', '{}'))).toThrow('no schema');
});
