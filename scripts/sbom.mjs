// Prints what an image holds, as CycloneDX: npm's production packages that are installed in the current folder, Node, and
// the packages of the Debian below. Run while the image is built, where npm and dpkg still are.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const run = (program, args) => execFileSync(program, args, { encoding: 'utf8', maxBuffer: 64 * 1_048_576 });

const npmArgs = ['sbom', '--package-lock-only', '--sbom-format=cyclonedx', '--sbom-type=application'];
const bom = JSON.parse(run('npm', npmArgs));
// The lock file names what development needs and the binaries of every platform too. npm's own --omit=dev leaves out what is
// needed by both (npm 10 and 11).
const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const present = new Set(
  Object.entries(packages)
    .filter(([path, { dev }]) => dev !== true && existsSync(path))
    .map(([path, { version }]) => `${path.split('node_modules/').at(-1)}@${version}`),
);
const installed = bom.components.filter(({ name, version }) => present.has(`${name}@${version}`));
if (installed.length === 0) throw new Error('None of the packages that npm names is installed here.');
const node = { type: 'platform', name: 'node', version: process.versions.node };

process.stdout.write(
  JSON.stringify({ ...bom, components: [...installed, identified(node, 'generic'), ...debianPackages()] }),
);

function debianPackages() {
  if (!existsSync('/var/lib/dpkg/status')) return [];
  const lines = run('dpkg-query', ['-W', '-f', '${Package} ${Version}\\n']).trim().split('\n');
  return lines.map((line) => {
    const [name, version] = line.split(' ');
    return identified({ type: 'library', name, version }, 'deb/debian');
  });
}

function identified(component, kind) {
  const { name, version } = component;
  const purl = `pkg:${kind}/${encodeURIComponent(name)}@${encodeURIComponent(version)}`;
  return { 'bom-ref': purl, ...component, purl };
}
