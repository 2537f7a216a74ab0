import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appNames } from '@sentrybox/contracts';
import type { AppName } from '@sentrybox/contracts';
import { choosePorts } from '../launcher/ports';
import { runStart } from '../launcher/run-start';
import { projectRoot, stateFolder } from '../launcher/state-folder';

// Far from the default ports, so that the documents can be written beside a running installation, and below 32768, where
// Linux begins to give out ports by itself.
const portOffset = 21_000;

/** The OpenAPI document of each service, as the service itself serves it: the platform is started for it in a temporary folder. */
export async function openApiDocuments(): Promise<Map<AppName, string>> {
  const home = mkdtempSync(join(tmpdir(), 'sentrybox-docs-'));
  chmodSync(home, 0o711); // as root, PostgreSQL runs as nobody, who must be able to pass through
  const stop = new AbortController();
  const documents = new Map<AppName, string>();
  let failure: Error | undefined;
  try {
    await runStart({
      root: projectRoot,
      folder: stateFolder(home),
      portOffset,
      environment: { ...process.env, SENTRYBOX_OFFLINE: '1' },
      print: () => undefined,
      onReady: () => {
        readAll(documents)
          .catch((error: unknown) => {
            failure = new Error(`A document could not be read: ${String(error)}`, { cause: error });
          })
          .finally(() => {
            stop.abort();
          });
      },
      stopSignal: stop.signal,
    });
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
  if (failure !== undefined) throw failure;
  return documents;
}

async function readAll(documents: Map<AppName, string>): Promise<void> {
  const ports = choosePorts(portOffset, {});
  for (const app of appNames) {
    const response = await fetch(`http://127.0.0.1:${String(ports[app].http)}/openapi.json`);
    if (!response.ok) throw new Error(`${app} answered ${String(response.status)}.`);
    documents.set(app, `${JSON.stringify(await response.json(), null, 2)}\n`);
  }
}
