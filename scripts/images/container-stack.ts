import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { appNames } from '@sentrybox/contracts';
import { generousLimits } from '@sentrybox/testing';
import { CommandFailure } from '../launcher/exit-codes';
import { portVariable } from '../launcher/ports';
import { urlAs } from '../launcher/service-spec';
import type { Engine } from './engine';

const upTimeoutMs = 600_000;
/** From the last container that was started to the last one that is healthy, on a busy machine. */
const healthyTimeoutMs = 300_000;
const downTimeoutMs = 180_000;
/** A backup and a restore fill a database twice. */
const backupTimeoutMs = 300_000;
/** Where nobody looks at the terminal: without one, and nothing left behind. */
const runOnce = ['run', '--rm', '-T'];

/** A file that was taken away from the machine. */
interface SavedBackup {
  readonly name: string;
  /** In base64. */
  readonly content: string;
}

/** docker-compose.yml as a project of its own: other names, ports and network than an installation on this machine. */
export class ContainerStack {
  private readonly project = `sentrybox-test-${process.pid}`;
  private readonly environment: Readonly<Record<string, string>>;
  readonly entryUrl: string;

  constructor(
    private readonly engine: Engine,
    image: string,
  ) {
    const port = randomInt(12_000, 32_000);
    const network = `10.213.${randomInt(100, 255)}`;
    this.entryUrl = `http://127.0.0.1:${port}`;
    this.environment = {
      ...generousLimits,
      SENTRYBOX_IMAGE: image,
      SENTRYBOX_OFFLINE: '1',
      SENTRYBOX_ENTRY_SUBNET: `${network}.0/24`,
      SENTRYBOX_ENTRY_ADDRESS: `${network}.254`,
      SENTRYBOX_PORT_ENTRY: String(port),
      ...Object.fromEntries(appNames.map((app, at) => [portVariable(app), String(port + 1 + at)])),
    };
  }

  async start(): Promise<void> {
    await this.compose(['up', '-d', '--no-build'], upTimeoutMs);
    await this.healthy();
  }

  /** What `first-start` printed: the credentials that are shown once. */
  async credentials(): Promise<{ apiKey: string; email: string; password: string }> {
    const text = await this.compose(['logs', '--no-color', 'first-start'], downTimeoutMs);
    const found = (pattern: RegExp): string => pattern.exec(text)?.[1] ?? '';
    return {
      apiKey: found(/(sb_[0-9a-f]{32})/),
      email: found(/e-mail {4}(\S+)/),
      password: found(/password {2}(\S+)/),
    };
  }

  /** An administrator's URL of the database, from this machine: the engine has to run on it. */
  async databaseUrl(): Promise<string> {
    const [id = ''] = await this.containersOf('postgres');
    const format = '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}';
    const address = (await this.engine.docker(['inspect', '--format', format, id])).trim();
    const password = await this.engine.docker(['exec', id, 'cat', '/run/sentrybox/password']);
    return urlAs(`postgres://${address}:5432/sentrybox`, 'sentrybox', password.trim());
  }

  /** Kills the process of a service from inside, as a crash does: an engine does not start again what it was told to kill. */
  async crash(service: string): Promise<void> {
    const [id = ''] = await this.containersOf(service);
    await this.engine.docker(['exec', '-d', id, 'sh', '-c', 'kill -KILL $(cat /proc/1/task/1/children)']);
  }

  /** How often the engine has started a service's container again. */
  async restartsOf(service: string): Promise<number> {
    const [id = ''] = await this.containersOf(service);
    return Number(await this.engine.docker(['inspect', '--format', '{{.RestartCount}}', id]));
  }

  /** Waits until every lasting container says that it is healthy, and those that end have ended well. */
  async healthy(): Promise<void> {
    const deadline = Date.now() + healthyTimeoutMs;
    for (;;) {
      const waiting = (await this.states()).filter((state) => !/\(healthy\)|Exited \(0\)/.test(state));
      if (waiting.length === 0) return;
      if (Date.now() > deadline) {
        throw new CommandFailure('serviceFailed', `These containers are not healthy:\n${waiting.join('\n')}`);
      }
      await sleep(1_000);
    }
  }

  /** Saves the installation by the stack's own step. @param key 32 bytes in base64, on its standard input */
  async backUp(key: string): Promise<SavedBackup> {
    await this.compose([...runOnce, 'backup'], backupTimeoutMs, key);
    const name = (await this.amongBackups('ls')).trim();
    return { name, content: await this.amongBackups('base64', [name]) };
  }

  /** What a new machine does: nothing is left of this stack but the file. */
  async restoreAnew({ name, content }: SavedBackup, key: string): Promise<void> {
    await this.remove();
    await this.amongBackups('sh', ['-c', `base64 -d >${name}`], content);
    await this.compose([...runOnce, 'restore', name, '--replace', '--key-file', '-'], backupTimeoutMs, key);
    await this.start();
  }

  /** Runs a program in the folder of the backups. */
  private async amongBackups(program: string, args: readonly string[] = [], input?: string): Promise<string> {
    return await this.compose(
      [...runOnce, '--no-deps', '--entrypoint', program, 'backup', ...args],
      downTimeoutMs,
      input,
    );
  }

  /** Removes everything. @returns what is left of it, which should be nothing */
  async remove(): Promise<string[]> {
    await this.compose(['down', '-v', '--remove-orphans', '--timeout', '30'], downTimeoutMs);
    const left = await Promise.all([
      this.engine.docker(['ps', '-aq', ...this.ownOnly]),
      this.engine.docker(['volume', 'ls', '-q', ...this.ownOnly]),
      this.engine.docker(['network', 'ls', '-q', ...this.ownOnly]),
    ]);
    return left.flatMap((text) => text.split('\n').filter(Boolean));
  }

  private get ownOnly(): string[] {
    return ['--filter', `label=com.docker.compose.project=${this.project}`];
  }

  private async states(): Promise<string[]> {
    const text = await this.engine.docker(['ps', '-a', ...this.ownOnly, '--format', '{{.Names}} {{.Status}}']);
    return text.split('\n').filter(Boolean);
  }

  private async containersOf(service: string): Promise<string[]> {
    const filter = ['--filter', `label=com.docker.compose.service=${service}`];
    return (await this.engine.docker(['ps', '-q', ...this.ownOnly, ...filter])).split('\n').filter(Boolean);
  }

  private async compose(args: readonly string[], timeoutMs: number, input?: string): Promise<string> {
    return await this.engine.compose(['-p', this.project, ...args], { env: this.environment, input, timeoutMs });
  }
}
