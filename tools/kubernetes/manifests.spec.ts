import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { appNames, apps } from '@sentrybox/contracts';
import { parse } from 'yaml';
import { z } from 'zod';
import { poolSizes } from '@sentrybox/database';
import { forcedExitAfterMs } from '@sentrybox/http';
import { loadConnections } from './connections';
import { hasKubectl, nameOf, render, renderAlone, root } from './render';
import type { KubernetesObject } from './render';
import { problemsOf } from './schema-check';
import { workloadsIn } from './workloads';
import type { Workload } from './workloads';

const overlays = readdirSync(join(root, 'k8s/overlays'));
const components = readdirSync(join(root, 'k8s/components'));

const serviceSchema = z.object({
  metadata: z.object({ name: z.string() }),
  spec: z.object({
    type: z.string().default('ClusterIP'),
    clusterIP: z.string().optional(),
    ports: z.array(z.strictObject({ name: z.string(), port: z.int(), targetPort: z.enum(['http', 'metrics']) })),
  }),
});

const scalerSchema = z.object({
  spec: z.object({
    scaleTargetRef: z.object({ name: z.string() }),
    maxReplicas: z.int().optional(),
    maxReplicaCount: z.int().optional(),
  }),
});
const clusterSchema = z.object({
  spec: z.object({ postgresql: z.object({ parameters: z.object({ max_connections: z.string() }) }) }),
});

const describeRendered = hasKubectl ? describe : describe.skip;

describeRendered('k8s/ (needs kubectl)', () => {
  const rendered = new Map<string, KubernetesObject[]>();

  beforeAll(() => {
    rendered.set('base', render('k8s/base'));
    for (const name of overlays) rendered.set(`overlays/${name}`, render(`k8s/overlays/${name}`));
    for (const name of components) rendered.set(`components/${name}`, renderAlone(name));
  });

  const objectsOf = (place: string) => rendered.get(place) ?? [];
  const workloadsOf = (place: string) => workloadsIn(objectsOf(place));
  const deploymentsOf = (place: string, component: string) =>
    workloadsOf(place).filter((one) => one.kind === 'Deployment' && one.component === component);
  const wrong = (place: string, isWrong: (workload: Workload) => boolean) =>
    workloadsOf(place)
      .filter(isWrong)
      .map(({ kind, metadata }) => `${kind}/${metadata.name}`);

  const places = [
    'base',
    ...overlays.map((name) => `overlays/${name}`),
    ...components.map((name) => `components/${name}`),
  ];

  it.each(places)('%s is rendered, and every object has the form that its schema asks for', (place) => {
    const objects = objectsOf(place);
    expect(objects.length).toBeGreaterThan(30);
    expect(objects.flatMap((object) => problemsOf(object).map((problem) => `${nameOf(object)} ${problem}`))).toEqual(
      [],
    );
  });

  it('every component is a part of an overlay that is rendered', () => {
    const used = overlays.flatMap((name) =>
      readFileSync(join(root, 'k8s/overlays', name, 'kustomization.yaml'), 'utf8'),
    );
    expect(components.filter((name) => !used.join('\n').includes(`/components/${name}\n`))).toEqual([]);
  });

  describe.each(['base', ...overlays.map((name) => `overlays/${name}`)])('P01 the pods of %s', (place) => {
    it('run as an unprivileged user above 10000 under the default seccomp profile', () => {
      const expected = {
        runAsNonRoot: true,
        runAsUser: 10_001,
        runAsGroup: 10_001,
        fsGroup: 10_001,
        seccompProfile: { type: 'RuntimeDefault' },
      };
      expect(workloadsOf(place).map(({ spec }) => spec.template.spec.securityContext)).toEqual(
        workloadsOf(place).map(() => expected),
      );
    });

    it('have a root that cannot be written, no capability and no way to gain privileges', () => {
      const expected = {
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
        readOnlyRootFilesystem: true,
      };
      expect(workloadsOf(place).map(({ container }) => container.securityContext)).toEqual(
        workloadsOf(place).map(() => expected),
      );
    });

    it('share nothing with the host and carry no credential of the cluster', () => {
      const kinds = new Set(['secret', 'emptyDir', 'persistentVolumeClaim', 'name']);
      const hasOther = ({ spec }: Workload) =>
        spec.template.spec.volumes.some((volume) => Object.keys(volume).some((key) => !kinds.has(key)));
      expect(wrong(place, hasOther)).toEqual([]);
      expect(wrong(place, ({ spec }) => spec.template.spec.automountServiceAccountToken)).toEqual([]);
      expect(wrong(place, ({ spec }) => spec.template.spec.enableServiceLinks)).toEqual([]);
    });

    it('lie in a namespace that admits restricted pods alone', () => {
      const namespaces = objectsOf(place).filter(({ kind }) => kind === 'Namespace');
      expect(namespaces.map(({ metadata }) => [metadata.name, metadata.labels])).toEqual([
        ['sentrybox', expect.objectContaining({ 'pod-security.kubernetes.io/enforce': 'restricted' })],
      ]);
      const elsewhere = objectsOf(place).filter(
        ({ kind, metadata }) => kind !== 'Namespace' && metadata.namespace !== 'sentrybox',
      );
      expect(elsewhere.map(nameOf)).toEqual([]);
    });

    it('let V8’s heap become three quarters of what the container may take', () => {
      const young = 48; // beside the old generation, which the option is about
      const parts = workloadsOf(place).map(({ container: { env, resources } }) => {
        const [, amount, unit] = /^(\d+)(Mi|Gi)$/.exec(resources.limits.memory) ?? [];
        const options = env.filter(({ name }) => name === 'NODE_OPTIONS').map(({ value }) => value);
        const [, old] = /^--max-old-space-size=(\d+)$/.exec(options.join(' ')) ?? [];
        return (Number(old) + young) / (Number(amount) * (unit === 'Gi' ? 1_024 : 1));
      });
      expect(parts).toEqual(workloadsOf(place).map(() => 0.75));
    });

    it('hold no secret in a variable: each is a file of the pod’s own Secret', () => {
      const secret = /(?:PASSWORD|SECRET|TOKEN|PRIVATE_KEY|PEPPERS|_KEYS?|_URL)$/;
      const open = wrong(place, ({ container }) => container.env.some(({ name }) => secret.test(name)));
      expect(open).toEqual([]);
      expect(objectsOf(place).filter(({ kind }) => kind === 'Secret')).toEqual([]);
    });
  });

  describe.each(overlays.map((name) => `overlays/${name}`))('%s', (place) => {
    it('has an API of every service, and a worker of every service that does slow work', () => {
      const apis = deploymentsOf(place, 'api').map(({ metadata }) => metadata.name);
      expect(apis.sort()).toEqual([...appNames].sort());
      const workers = deploymentsOf(place, 'worker').map(({ container }) => container.args);
      expect(workers).toEqual(appsWithSlowWork().map((app) => ['worker', app]));
    });

    it('listens on the ports of the contract, metrics 1000 above', () => {
      const expected = (name: string) => {
        const { port } = apps[name.replace(/-worker$/, '') as keyof typeof apps]; // of a Deployment that the test above names
        return [
          { name: 'http', containerPort: port },
          { name: 'metrics', containerPort: port + 1_000 },
        ];
      };
      const all = [...deploymentsOf(place, 'api'), ...deploymentsOf(place, 'worker')];
      expect(all.map(({ container }) => container.ports)).toEqual(all.map(({ metadata }) => expected(metadata.name)));
    });

    it('asks every process for its start, its readiness and its life, which depends on nothing else', () => {
      const all = [...deploymentsOf(place, 'api'), ...deploymentsOf(place, 'worker')];
      expect(all.length).toBeGreaterThanOrEqual(appNames.length);
      for (const { container } of all) {
        const { startupProbe, readinessProbe, livenessProbe } = container;
        expect(startupProbe?.httpGet).toEqual({ path: '/health/live', port: 'http' });
        expect(livenessProbe?.httpGet).toEqual({ path: '/health/live', port: 'http' });
        expect(readinessProbe?.httpGet).toEqual({ path: '/health/ready', port: 'http' });
        // A start after a long migration, or on a busy node, is not taken for a dead process.
        expect((startupProbe?.periodSeconds ?? 0) * (startupProbe?.failureThreshold ?? 0)).toBeGreaterThanOrEqual(60);
        // A check of a dependency may take 2 s before it counts as down.
        expect(readinessProbe?.timeoutSeconds).toBeGreaterThan(2);
      }
    });

    it('gives every process the time to drain that it takes for itself, behind the wait for load balancers', () => {
      for (const { component, container, spec } of workloadsOf(place).filter(({ kind }) => kind === 'Deployment')) {
        const wait = Number(container.lifecycle?.preStop.exec.command[1] ?? 0);
        expect(wait).toBe(component === 'api' ? 5 : 0);
        const drainSeconds = wait + forcedExitAfterMs / 1_000;
        expect(spec.template.spec.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(drainSeconds + 5);
      }
    });

    it('spreads replicas over zones and hosts, and lets one at a time be evicted', () => {
      const deployments = workloadsOf(place).filter(({ kind }) => kind === 'Deployment');
      const keys = deployments.map(({ spec }) =>
        (spec.template.spec.topologySpreadConstraints ?? []).map(({ topologyKey }) => topologyKey),
      );
      expect(keys).toEqual(deployments.map(() => ['topology.kubernetes.io/zone', 'kubernetes.io/hostname']));
      const budgets = objectsOf(place).filter(({ kind }) => kind === 'PodDisruptionBudget');
      expect(budgets.map(({ spec }) => spec)).toEqual(
        budgets.map(({ metadata }) => ({
          maxUnavailable: 1,
          selector: {
            matchLabels: deployments.find((one) => one.metadata.name === metadata.name)?.spec.selector?.matchLabels,
          },
        })),
      );
      expect(budgets).toHaveLength(deployments.length);
    });

    it('P08 opens no port of a host, and none for metrics but to whoever scrapes each process', () => {
      const services = objectsOf(place)
        .filter(({ kind }) => kind === 'Service')
        .map((object) => serviceSchema.parse(object));
      expect(services.length).toBeGreaterThanOrEqual(appNames.length);
      const ofMetrics = services.filter(({ spec }) => spec.ports.some(({ targetPort }) => targetPort !== 'http'));
      expect(ofMetrics.filter(({ spec }) => spec.clusterIP !== 'None')).toEqual([]);
      expect(services.filter(({ spec }) => spec.type !== 'ClusterIP')).toEqual([]);
    });

    it('fixes no number of replicas where something scales', () => {
      expect(wrong(place, ({ spec }) => spec.replicas !== undefined)).toEqual([]);
    });
  });

  it('prod scales every API by CPU from two on, every worker that has queues by their depth and never to none', () => {
    const scaled = (kind: string) => objectsOf('overlays/prod').filter((object) => object.kind === kind);
    const least = (kind: string, field: string) =>
      scaled(kind).map(({ metadata, spec }) => [metadata.name, (spec as Readonly<Record<string, unknown>>)[field]]);
    expect(least('HorizontalPodAutoscaler', 'minReplicas').sort()).toEqual([...appNames].sort().map((app) => [app, 2]));
    expect(least('ScaledObject', 'minReplicaCount')).toEqual(
      [...queuesByApp().keys()].map((app) => [`${app}-worker`, 2]),
    );
    expect(scaled('ScaledObject')).toHaveLength(2);
  });

  it('an API is scaled at half of the core that a process can use, not at a part of its small request', () => {
    const scalers = objectsOf('overlays/prod').filter(({ kind }) => kind === 'HorizontalPodAutoscaler');
    const target = { type: 'AverageValue', averageValue: '500m' };
    expect(scalers).toHaveLength(appNames.length);
    for (const { spec } of scalers) {
      expect(spec).toMatchObject({ metrics: [{ type: 'Resource', resource: { name: 'cpu', target } }] });
    }
  });

  it('PostgreSQL accepts the connections of everything that prod may scale to', () => {
    const objects = objectsOf('overlays/prod');
    const most = (name: string) => {
      const scaler = objects.find((object) => scalerSchema.safeParse(object).data?.spec.scaleTargetRef.name === name);
      const { maxReplicas, maxReplicaCount } = scalerSchema.parse(
        scaler ?? { spec: { scaleTargetRef: { name } } },
      ).spec;
      return maxReplicas ?? maxReplicaCount ?? 1;
    };
    const users = loadConnections().groups['users of PostgreSQL'] ?? [];
    const processes = workloadsOf('overlays/prod')
      .filter(({ kind, metadata }) => kind === 'Deployment' && users.includes(metadata.name))
      .reduce((sum, { metadata }) => sum + most(metadata.name), 0);
    expect(processes).toBe(39);
    // Identity's worker seals the audit log with a pool more; Jobs and an administrator come beside.
    const wanted = processes * (poolSizes.api + poolSizes.work) + poolSizes.api;
    const cluster = clusterSchema.parse(objects.find(({ kind }) => kind === 'Cluster'));
    expect(Number(cluster.spec.postgresql.parameters.max_connections)).toBeGreaterThanOrEqual(wanted + 20);
    expect(readFileSync(join(root, 'docs/operations/size.md'), 'utf8')).toContain(`${wanted} connections`);
  });

  it('whoever speaks to PostgreSQL by TLS knows the authority of its certificate', () => {
    const users = loadConnections().groups['users of PostgreSQL'] ?? [];
    const trusting = workloadsOf('overlays/prod')
      .filter(({ container }) => container.env.some(({ name }) => name === 'NODE_EXTRA_CA_CERTS'))
      .map(({ metadata }) => metadata.name);
    expect(trusting).toEqual(expect.arrayContaining(users));
  });

  it('backups are made one at a time, and a restore never runs by itself', () => {
    const jobs = objectsOf('overlays/prod').filter(({ kind }) => kind === 'CronJob');
    expect(jobs.map(({ metadata, spec }) => [metadata.name, spec])).toEqual([
      ['backup', expect.not.objectContaining({ suspend: true })],
      ['restore', expect.objectContaining({ suspend: true, concurrencyPolicy: 'Forbid' })],
    ]);
    const isOfBackups = ({ metadata }: Workload) => ['backup', 'restore'].includes(metadata.name);
    for (const { spec, container } of workloadsOf('overlays/prod').filter(isOfBackups)) {
      expect(spec.template.spec.restartPolicy).toBe('Never');
      expect(spec.template.spec.volumes).toContainEqual({
        name: 'backups',
        persistentVolumeClaim: { claimName: 'backups' },
      });
      expect(container.args).toEqual(expect.arrayContaining(['--key-file', '/run/installation/backup.key']));
    }
  });

  it('what scales and what budgets name Deployments that exist', () => {
    const targets = objectsOf('overlays/prod').flatMap(({ spec }) => {
      const target = (spec as { scaleTargetRef?: { name: string } } | undefined)?.scaleTargetRef;
      return target === undefined ? [] : [target.name];
    });
    const names = workloadsOf('overlays/prod').map(({ metadata }) => metadata.name);
    expect(targets.length).toBeGreaterThan(0);
    expect(targets.filter((name) => !names.includes(name))).toEqual([]);
  });
});

/** Names of the queues of each app that defines work, from its source. */
function queuesByApp(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const app of appNames) {
    const folder = join(root, 'apps', app, 'src');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    const queues = files.flatMap((name) =>
      [...readFileSync(join(folder, name), 'utf8').matchAll(/defineWork\(\{\s*name: '([^']+)'/g)].map(
        ([, queue = '']) => queue,
      ),
    );
    if (queues.length > 0) found.set(app, queues);
  }
  return new Map([...found].sort(([a], [b]) => a.localeCompare(b)));
}

/** Identity seals the audit log, rotates keys and deletes sessions in its workers, without a queue. */
function appsWithSlowWork(): string[] {
  return [...queuesByApp().keys(), 'identity'].sort();
}

it('every queue is counted by the query that scales its workers', () => {
  for (const [app, queues] of queuesByApp()) {
    const text = readFileSync(join(root, `k8s/components/keda/${app}-worker.yaml`), 'utf8');
    const patterns = [...text.matchAll(/queue=~"([^"]+)"/g)].map(([, pattern = '']) => new RegExp(`^(?:${pattern})$`));
    expect(patterns).toHaveLength(2);
    expect(queues.filter((queue) => !patterns.every((pattern) => pattern.test(queue)))).toEqual([]);
  }
});

it('the alerts of the Prometheus operator are those of Prometheus alone', () => {
  const read = (path: string): unknown => parse(readFileSync(join(root, path), 'utf8'));
  const { spec } = read('k8s/components/servicemonitor/alerts.yaml') as { spec: unknown };
  expect(spec).toEqual(read('observability/prometheus/alerts.yaml'));
});

it('the Prometheus operator tells APIs and workers apart as Prometheus alone does, by the label that every pod has', () => {
  const read = parse(readFileSync(join(root, 'k8s/components/servicemonitor/servicemonitor.yaml'), 'utf8')) as {
    spec: { endpoints: readonly { relabelings: unknown }[] };
  };
  expect(read.spec.endpoints.map(({ relabelings }) => relabelings)).toEqual([
    [
      {
        sourceLabels: ['__meta_kubernetes_pod_label_app_kubernetes_io_component'],
        targetLabel: 'sentrybox_role',
      },
    ],
  ]);
});
