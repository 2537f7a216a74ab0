import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where images of others are named; our own is built from one of them. */
export const filesWithImages = [
  'docker/Dockerfile',
  'docker-compose.yml',
  'k8s/components/cloudnative-pg/cluster.yaml',
];

/** `ARG NODE_IMAGE=…`, `image: ${REDIS_IMAGE:-…}`, `imageName: …`. */
const named = /(^ARG \w+_IMAGE=|^ +image: \$\{\w+_IMAGE:-|^ +imageName: )([^\s}]+)/gm;
const own = /^sentrybox:/;

/** What the files name, each once. @param root of the project */
export function imageReferences(root: string): string[] {
  const all = filesWithImages.flatMap((path) => [...readFileSync(join(root, path), 'utf8').matchAll(named)]);
  return [...new Set(all.map(([, , reference = '']) => reference))].filter((reference) => !own.test(reference));
}

/**
 * Gives every image the digest that its tag has now, in the place of one it may have: `postgres:16-alpine@sha256:…`.
 * Nothing is written unless all digests are known.
 * @param digestOf asks a registry for the digest of `name:tag`
 */
export async function pinImages(root: string, digestOf: (tagged: string) => Promise<string>): Promise<string[]> {
  const references = imageReferences(root);
  const digests = new Map<string, string>();
  for (const reference of references) digests.set(reference, await digestOf(taggedOf(reference)));
  for (const path of filesWithImages) {
    const text = readFileSync(join(root, path), 'utf8');
    const pinned = text.replace(named, (_all, before: string, reference: string) => {
      const digest = digests.get(reference);
      return before + (digest === undefined ? reference : `${taggedOf(reference)}@${digest}`);
    });
    writeFileSync(join(root, path), pinned);
  }
  return [...digests].map(([reference, digest]) => `${taggedOf(reference)}@${digest}`);
}

function taggedOf(reference: string): string {
  return reference.split('@')[0] ?? reference;
}

/**
 * The digest of an image among those by which an engine knows it: it may have come from several places.
 * @param repoDigests `docker.io/library/node@sha256:…` or, as Docker shortens it, `node@sha256:…`
 * @throws Error where none is of this repository: the image was made here and never pulled
 */
export function digestAmong(tagged: string, repoDigests: readonly string[]): string {
  const repository = shortened(tagged.replace(/:[^:/]+$/, ''));
  for (const one of repoDigests) {
    const [name = '', digest = ''] = one.split('@');
    if (shortened(name) === repository && /^sha256:[0-9a-f]{64}$/.test(digest)) return digest;
  }
  throw new Error(`${tagged} has no digest of a registry.`);
}

function shortened(name: string): string {
  return name.replace(/^docker\.io\//, '').replace(/^library\//, '');
}
