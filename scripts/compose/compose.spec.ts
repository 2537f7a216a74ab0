import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { appNames, apps } from '@sentrybox/contracts';
import { forcedExitAfterMs } from '@sentrybox/http';
import { parse } from 'yaml';
import { z } from 'zod';
import { projectRoot } from '../launcher/state-folder';
import { composeFile, rawCompose } from './compose-file';
import type { ComposeService } from './compose-file';
import schema from './compose.schema.json';

const { networks, services } = composeFile();
const all = Object.entries(services);
const once = all.filter(([, { restart }]) => restart === 'no');
const lasting = all.filter(([, { restart }]) => restart !== 'no');
const ours = lasting.filter(([, { image }]) => image.includes('SENTRYBOX_IMAGE'));

/** Whether a service of the app differs by its role: it has work that is to be run apart from its requests. */
const hasWork = (app: string): boolean =>
  readdirSync(join(projectRoot, 'apps', app, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && path !== 'worker.ts' && !path.endsWith('spec.ts'))
    .some((path) => readFileSync(join(projectRoot, 'apps', app, 'src', path), 'utf8').includes('SENTRYBOX_ROLE'));

const entryAddress = z
  .object({
    services: z.object({ entry: z.object({ networks: z.object({ entry: z.object({ ipv4_address: z.string() }) }) }) }),
  })
  .parse(rawCompose()).services.entry.networks.entry.ipv4_address;

describe('docker-compose.yml and the schema of the Compose specification', () => {
  // The schema calls its dialect by another address, and its formats are explained nowhere.
  const validate = new Ajv({ strict: false, validateFormats: false }).compile({ ...schema, $schema: undefined });

  it('agree', () => {
    expect([validate(rawCompose()), validate.errors]).toEqual([true, null]);
  });

  it.each([
    ['a service', { services: { data: { image: 'a', mem_limt: '1g' } } }, 'mem_limt'],
    ['a health check', { services: { data: { image: 'a', healthcheck: { retires: 3 } } } }, 'retires'],
    ['a network', { networks: { storage: { internl: true } } }, 'internl'],
    ['the file', { servces: {} }, 'servces'],
  ])('refuses a key of %s that is misspelt', (_where, document, key) => {
    expect(validate(document)).toBe(false);
    expect(JSON.stringify(validate.errors)).toContain(key);
  });
});

describe('P01 every container', () => {
  it.each(all)('%s has a read-only root, no capability, no way to more, and limits', (_name, service) => {
    expect(service).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      mem_limit: expect.stringMatching(/^\d+[mg]$/) as string,
      pids_limit: expect.any(Number) as number,
      logging: { options: { 'max-size': '10m', 'max-file': '5' } },
    });
    const opened = ['privileged', 'pid', 'ipc', 'devices', 'userns_mode', 'network_mode'].map((key) => service[key]);
    expect(opened.filter((value) => value !== undefined && value !== 'none')).toEqual([]);
    expect(service.volumes.filter((volume) => /docker\.sock|^\/(?!run)/.test(volume))).toEqual([]);
  });

  it.each(all.filter(([name]) => name !== 'postgres'))(
    '%s is user 10001 from its first process on',
    (_name, service) => {
      expect([service.user, service.cap_add]).toEqual(['10001:10001', []]);
    },
  );

  it('PostgreSQL alone starts as root, with what its image needs to become its own user', () => {
    expect(services['postgres']?.user).toBeUndefined();
    expect(services['postgres']?.cap_add).toEqual(['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID']);
  });

  it.each(lasting)('%s is asked for its health', (_name, service) => {
    const asked =
      service.healthcheck ?? readFileSync(join(projectRoot, 'docker/Dockerfile'), 'utf8').match(/^HEALTHCHECK/m);
    expect(asked).toBeTruthy();
    expect(service.healthcheck?.disable ?? false).toBe(false);
  });
});

it.each(ours)('%s has the time to drain that it takes for itself', (_name, service) => {
  const seconds = Number(/^(\d+)s$/.exec(String(service['stop_grace_period']))?.[1]);
  expect(seconds).toBeGreaterThanOrEqual(forcedExitAfterMs / 1_000 + 5);
});

describe('what runs', () => {
  it('is every app, and a worker of every app that has work', () => {
    const expected = appNames.flatMap((app) => [
      [app, [app], 'api'],
      ...(hasWork(app) ? [[`${app}-worker`, ['worker', app], 'worker']] : []),
    ]);
    const found = ours.map(([name, { command, environment }]) => [name, command, environment['SENTRYBOX_ROLE']]);
    expect(found).toEqual(expected);
    expect(expected.length).toBeGreaterThan(appNames.length);
  });

  it('comes after the secrets, the servers and the migration', () => {
    const waits = (name: string): unknown => services[name]?.['depends_on'];
    const done = { condition: 'service_completed_successfully' };
    const healthy = { condition: 'service_healthy' };
    for (const server of ['postgres', 'redis', 'prometheus', 'grafana']) expect(waits(server)).toEqual({ init: done });
    expect(waits('migrate')).toEqual({ postgres: healthy });
    for (const [name] of ours) expect(waits(name)).toEqual({ migrate: done, postgres: healthy, redis: healthy });
    expect(once.map(([name]) => name)).toEqual(['init', 'migrate', 'first-start', 'backup', 'restore']);
  });

  it('is watched, saved and restored only where that was asked for', () => {
    const withProfile = all.filter(([, { profiles }]) => profiles.length > 0);
    expect(withProfile.map(([name, { profiles }]) => [name, profiles])).toEqual([
      ['backup', ['backup']],
      ['restore', ['backup']],
      ['prometheus', ['obs']],
      ['grafana', ['obs']],
    ]);
  });
});

describe('who reaches whom', () => {
  const on = (network: string): string[] =>
    all.filter(([, service]) => service.networks.includes(network)).map(([name]) => name);
  const names = (list: readonly [string, ComposeService][]): string[] => list.map(([name]) => name);

  it('storage, entry and monitoring have no way out', () => {
    const inside = Object.entries(networks).filter(([, { internal }]) => internal);
    expect(inside.map(([name]) => name)).toEqual(['storage', 'entry', 'monitoring']);
  });

  it('PostgreSQL and Redis are on the network of storage alone, with no port on the host', () => {
    for (const server of ['postgres', 'redis']) {
      expect([services[server]?.networks, services[server]?.ports]).toEqual([['storage'], []]);
    }
    expect(on('storage')).toEqual([
      ...['postgres', 'redis', 'migrate', 'first-start', 'backup', 'restore'],
      ...names(ours),
    ]);
  });

  it('the entry reaches the services that serve requests, and no network that they have for anything else', () => {
    expect(on('entry')).toEqual(['entry', ...appNames]);
    expect(services['entry']?.networks).toEqual(['published', 'entry']);
  });

  it('P08 metrics are reached by Prometheus alone: no port of theirs is published', () => {
    expect(on('monitoring')).toEqual([...names(ours), 'prometheus']);
    const published = all.flatMap(([, { ports }]) => ports.map((port) => Number(port.split(':').at(-1))));
    expect(published).toEqual([8080, ...appNames.map((app) => apps[app].port), 9090, 3000]);
  });

  it('ports are opened on this machine alone, unless the entry is told otherwise', () => {
    for (const [name, { ports }] of all) {
      const address = name === 'entry' ? '${SENTRYBOX_BIND:-127.0.0.1}:' : '127.0.0.1:';
      for (const port of ports) expect(port.startsWith(address)).toBe(true);
    }
  });

  it('X-Forwarded-For is believed from the address of the entry, and counted nowhere', () => {
    for (const [, { environment }] of ours) {
      expect(environment).toMatchObject({ TRUSTED_PROXIES: entryAddress });
      expect(environment).not.toHaveProperty('TRUSTED_PROXY_HOPS');
    }
  });
});

describe('P02 secrets', () => {
  it('come from files, or from the shell of whoever starts it', () => {
    const literal = all.flatMap(([name, { environment }]) =>
      Object.entries(environment)
        .filter(([variable]) => /KEY|SECRET|TOKEN|PASSWORD|PEPPER|_URL/.test(variable) && !/_FILE$/.test(variable))
        .filter(([variable, value]) => value !== `\${${variable}:-}`)
        .map(([variable]) => `${name}: ${variable}`),
    );
    expect(literal).toEqual([]);
  });

  it.each(ours)('%s can be given every secret that its page of settings names', (name, { environment }) => {
    const [, ...sections] = readFileSync(join(projectRoot, 'docs/configuration.md'), 'utf8').split(/^## /m);
    const own = sections.filter((text) =>
      [`Every service`, name.replace('-worker', '')].includes(text.split('\n')[0] ?? ''),
    );
    const secrets = own.flatMap((text) =>
      [...text.matchAll(/^\| `(\w+)` +\| secret /gm)].map(([, variable = '']) => variable),
    );
    expect(own).not.toEqual([]);
    expect(secrets.filter((variable) => !(variable in environment) && !(`${variable}_FILE` in environment))).toEqual(
      [],
    );
  });

  it('each container sees the folder of its own', () => {
    for (const [name, { volumes }] of [
      ...ours,
      ...lasting.filter(([name]) => ['redis', 'postgres', 'grafana'].includes(name)),
    ]) {
      const secrets = volumes.filter((volume) => volume.startsWith('secrets'));
      expect(secrets).toEqual([`secrets-${name.replace('-worker', '')}:/run/sentrybox:ro`]);
    }
  });

  it('all of them are seen by the step that makes them and by those that save and restore them', () => {
    const seeing = all.flatMap(([name, { volumes }]) =>
      volumes.filter((volume) => volume.startsWith('secrets:')).map((volume) => [name, volume]),
    );
    expect(seeing).toEqual([
      ['init', 'secrets:/secrets/installation'],
      ['backup', 'secrets:/secrets/installation:ro'],
      ['restore', 'secrets:/secrets/installation'],
    ]);
  });

  it('a backup holds every setting that a service may be given by the shell', () => {
    const fromShell = (name: string): string[] =>
      Object.entries(services[name]?.environment ?? {})
        .filter(([variable, value]) => String(value).startsWith(`\${${variable}:-`))
        .map(([variable]) => variable);
    const given = new Set(ours.flatMap(([name]) => fromShell(name)));
    expect(given.size).toBeGreaterThan(10);
    expect(fromShell('backup').sort()).toEqual([...given].sort());
  });
});

it('Prometheus asks every process for its metrics, API and worker of an app as one job and told apart by role', () => {
  const text = readFileSync(join(projectRoot, 'observability/prometheus/prometheus.yaml'), 'utf8');
  const found = z
    .object({
      scrape_configs: z.array(
        z.strictObject({
          job_name: z.string(),
          dns_sd_configs: z.tuple([
            z.strictObject({
              names: z.array(z.string()),
              type: z.literal('A'),
              port: z.number(),
              refresh_interval: z.string(),
            }),
          ]),
          relabel_configs: z.tuple([
            z.strictObject({ target_label: z.literal('sentrybox_role'), replacement: z.literal('api') }),
            z.strictObject({
              source_labels: z.tuple([z.literal('__meta_dns_name')]),
              regex: z.literal('.+-worker'),
              target_label: z.literal('sentrybox_role'),
              replacement: z.literal('worker'),
            }),
          ]),
        }),
      ),
    })
    .parse(parse(text))
    .scrape_configs.map(({ job_name, dns_sd_configs: [{ names, port }] }) => [job_name, names, port]);

  const expected = appNames.map((app) => [
    app,
    ours.map(([name]) => name).filter((name) => name === app || name === `${app}-worker`),
    apps[app].port + 1_000,
  ]);
  expect(found).toEqual(expected);
});

it('an alert tells of every kind of process that runs when the last of it is gone', () => {
  const rules = readFileSync(join(projectRoot, 'observability/prometheus/alerts.yaml'), 'utf8');
  const watched = [...rules.matchAll(/absent\(up\{job="([a-z-]+)", sentrybox_role="(api|worker)"\}\)/g)];

  const expected = ours.map(([, { command, environment }]) => [command.at(-1), environment['SENTRYBOX_ROLE']]);
  expect(watched.map(([, job, role]) => [job, role]).sort()).toEqual(expected.sort());
});
