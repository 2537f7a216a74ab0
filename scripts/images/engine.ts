import { runCommand } from '@sentrybox/local-servers';
import { CommandFailure } from '../launcher/exit-codes';
import { projectRoot } from '../launcher/state-folder';

const askTimeoutMs = 20_000;

interface ComposeOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly input?: string | undefined;
  readonly timeoutMs: number;
}

/** The Docker engine that the command line of this machine reaches. */
export class Engine {
  private constructor(private readonly composeCommand: readonly [string, ...string[]]) {}

  /** @returns undefined where no engine answers, or nothing can read a compose file */
  static async find(): Promise<Engine | undefined> {
    if (!(await works('docker', 'info'))) return undefined;
    if (await works('docker', 'compose', 'version')) return new Engine(['docker', 'compose']);
    return (await works('docker-compose', 'version')) ? new Engine(['docker-compose']) : undefined;
  }

  /** What it printed. @throws CommandFailure with the end of its output when it fails */
  async docker(args: readonly string[], timeoutMs = askTimeoutMs): Promise<string> {
    return await run('docker', args, { env: process.env, timeoutMs });
  }

  /** As `docker`. @param options.env the variables that docker-compose.yml is to read */
  async compose(args: readonly string[], options: ComposeOptions): Promise<string> {
    const [program, ...first] = this.composeCommand;
    return await run(program, [...first, ...args], { ...options, env: { ...process.env, ...options.env } });
  }
}

async function works(program: string, ...args: string[]): Promise<boolean> {
  return (await runCommand(program, args, { timeoutMs: askTimeoutMs })).code === 0;
}

async function run(
  program: string,
  args: readonly string[],
  options: { readonly env: NodeJS.ProcessEnv; readonly input?: string | undefined; readonly timeoutMs: number },
): Promise<string> {
  const { code, output, stdout } = await runCommand(program, args, { cwd: projectRoot, ...options });
  if (code === 0) return stdout;
  throw new CommandFailure('serviceFailed', `${program} ${args.join(' ')} failed:\n${output}`);
}
