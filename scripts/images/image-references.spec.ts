import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../launcher/state-folder';
import { digestAmong, filesWithImages, imageReferences, pinImages } from './image-references';

const text = (path: string, root = projectRoot): string => readFileSync(join(root, path), 'utf8');
const digest = (letter: string): string => `sha256:${letter.repeat(64)}`;

describe('P06 images of others', () => {
  const references = imageReferences(projectRoot);
  /** A channel, not a version; a digest fixes it too. */
  const channels = ['nginx:stable'];

  it('are named in one place each, by a tag that says the version', () => {
    expect(references).toHaveLength(7);
    const tagged = references.map((reference) => reference.replace(/@sha256:[0-9a-f]{64}$/, ''));
    const floating = tagged.filter((reference) => !/^[a-z0-9./-]+:v?\d[\w.-]*$/.test(reference));
    expect(floating).toEqual(channels);
  });

  it('are all named by their digest, or none: half a pinning is a mistake', () => {
    expect(new Set(references.map((reference) => reference.includes('@'))).size).toBe(1);
  });

  it('are nowhere but where they are pinned', () => {
    const froms = [...text('docker/Dockerfile').matchAll(/^FROM (\S+)/gm)].map(([, image]) => image);
    expect(new Set(froms)).toEqual(new Set(['${NODE_IMAGE}']));
    const images = [...text('docker-compose.yml').matchAll(/^ +image: (.*)$/gm)].map(([, image = '']) => image);
    expect(images.filter((image) => !/^\$\{\w+_IMAGE:-[^}]+\}$/.test(image))).toEqual([]);
  });
});

describe('npm run images:pin', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'sentrybox-images-'));
    for (const path of filesWithImages) cpSync(join(projectRoot, path), join(root, path));
  });

  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  it('writes the digest of each image beside its tag, and the new one in the place of the old', async () => {
    const asked: string[] = [];
    const pin = async (letter: string) =>
      await pinImages(root, async (tagged) => {
        asked.push(tagged);
        return await Promise.resolve(digest(letter));
      });
    await pin('a');
    const pinned = await pin('b');

    expect(pinned).toContain(`postgres:16-alpine@${digest('b')}`);
    expect(imageReferences(root)).toEqual(pinned);
    expect(asked.filter((tagged) => tagged.includes('@'))).toEqual([]);
    expect(text('docker-compose.yml', root)).toContain('image: ${SENTRYBOX_IMAGE:-sentrybox:local}');
    expect(text('docker/Dockerfile', root)).toContain(`ARG NODE_IMAGE=node:22-bookworm-slim@${digest('b')}\n`);
  });

  it('writes nothing when one digest is not to be had', async () => {
    const failing = pinImages(root, async (tagged) =>
      tagged.startsWith('redis') ? await Promise.reject(new Error('unreachable')) : digest('a'),
    );
    await expect(failing).rejects.toThrow('unreachable');
    for (const path of filesWithImages) expect(text(path, root)).toBe(text(path));
  });
});

describe('the digest of an image', () => {
  it.each([
    ['node:22-bookworm-slim', [`node@${digest('a')}`]],
    ['node:22-bookworm-slim', [`mirror.example/node@${digest('b')}`, `docker.io/library/node@${digest('a')}`]],
    ['localhost:5000/prom/prometheus:v3.5.0', [`localhost:5000/prom/prometheus@${digest('a')}`]],
  ])('%s is that of its own repository: %j', (tagged, known) => {
    expect(digestAmong(tagged, known)).toBe(digest('a'));
  });

  it.each([[[]], [[`mirror.example/node@${digest('b')}`]], [['node@sha256:short']]])(
    'is not made up from %j',
    (known) => {
      expect(() => digestAmong('node:22', known)).toThrow('no digest');
    },
  );
});
