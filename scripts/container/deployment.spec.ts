import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { appNames } from '@sentrybox/contracts';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';

import { composeFile } from '../compose/compose-file';
import { heapOption, memoryMiB } from '../launcher/heap-limit';
import { choosePorts } from '../launcher/ports';
import { completeSecrets } from '../launcher/secrets';
import { serviceEnvironment } from '../launcher/service-spec';
import { projectRoot } from '../launcher/state-folder';

const text = (path: string): string => readFileSync(join(projectRoot, path), 'utf8');

const deploymentSchema = z.object({
  spec: z.object({
    template: z.object({
      spec: z.object({
        containers: z.tuple([z.object({ env: z.array(z.object({ name: z.string() })).default([]) })]),
      }),
    }),
  }),
});

function composeVariables(app: string): string[] {
  return Object.keys(composeFile().services[app]?.environment ?? {});
}

/** Those that all pods share, and the service's own; a worker may have more than the API. */
function kubernetesVariables(app: string): string[] {
  const files = ['pods/service.yaml', `apis/${app}.yaml`, `workers/${app}-worker.yaml`];
  const names = files
    .filter((file) => existsSync(join(projectRoot, 'k8s/base', file)))
    .flatMap((file) => {
      const [deployment] = parseAllDocuments(text(`k8s/base/${file}`));
      const [container] = deploymentSchema.parse(deployment?.toJS()).spec.template.spec.containers;
      return container.env.map(({ name }) => name);
    });
  return [...new Set(names)];
}

describe.each(appNames)('a container of %s is given the file of every secret that the init step makes', (app) => {
  const made = serviceEnvironment(app, {
    root: projectRoot,
    adminUrl: 'postgres://sentrybox@postgres/sentrybox',
    redisUrl: 'redis://redis',
    secrets: completeSecrets({}),
    ports: choosePorts(0, {}),
    environment: {},
  });
  const files = Object.keys(made)
    .filter((name) => !['HOST', 'PORT', 'METRICS_PORT'].includes(name))
    .map((name) => `${name}_FILE`);

  it.each([
    ['docker compose', composeVariables],
    ['Kubernetes', kubernetesVariables],
  ])('by %s', (_where, variablesOf) => {
    const given = variablesOf(app).filter((name) => name.endsWith('_FILE'));

    expect(given.sort()).toEqual(files.sort());
  });
});

describe('memory', () => {
  const containers = Object.entries(composeFile().services).filter(([, { image }]) =>
    image.includes('SENTRYBOX_IMAGE'),
  );
  const limitOf = (limit: string | undefined): number => {
    const [, amount, unit] = /^(\d+)([mg])$/.exec(limit ?? '') ?? [];
    return Number(amount) * (unit === 'g' ? 1_024 : 1);
  };

  it.each(containers)('%s is told how large its heap may become', (_name, { environment, mem_limit }) => {
    expect(environment['NODE_OPTIONS']).toBe(heapOption(limitOf(mem_limit)));
  });

  it.each(appNames)('%s may take as much as a container as without one', (app) => {
    expect(limitOf(composeFile().services[app]?.mem_limit)).toBe(memoryMiB(app));
  });

  it.each([256, 512, 1_024])('a process of %d MiB has a heap of three quarters of them', (memory) => {
    const script = 'process.stdout.write(String(require("node:v8").getHeapStatistics().heap_size_limit / 1048576))';
    const options = { env: { ...process.env, NODE_OPTIONS: heapOption(memory) }, encoding: 'utf8' } as const;

    expect(Number(execFileSync(process.execPath, ['-e', script], options)) / memory).toBeCloseTo(0.75, 2);
  });
});
