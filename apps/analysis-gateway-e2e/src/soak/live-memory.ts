import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../faults/load';

const collectTimeoutMs = 30_000;

const folderVariable = 'SENTRYBOX_SOAK_FOLDER';

// On SIGUSR2 a process collects its garbage and leaves its figures in a file. (No space: NODE_OPTIONS are split there.)
const collectsOnSignal =
  "--import=data:text/javascript,import{setFlagsFromString}from'node:v8';import{runInNewContext}from'node:vm';" +
  "import{renameSync,writeFileSync}from'node:fs';setFlagsFromString('--expose-gc');const[gc]=[runInNewContext('gc')];" +
  `process.on('SIGUSR2',()=>{gc();gc();const[path]=[process.env.${folderVariable}+'/'+process.pid];` +
  "writeFileSync(path+'.part',JSON.stringify(process.memoryUsage()));renameSync(path+'.part',path)})";

/** Asks processes that were started with its environment for the memory that they really hold. */
export class LiveMemory {
  private readonly folder = mkdtempSync(join(tmpdir(), 'sentrybox-soak-'));
  readonly environment = { NODE_OPTIONS: collectsOnSignal, [folderVariable]: this.folder };

  /**
   * Has a process collect all garbage twice (what the first one's finalizers let go, the second one takes). MiB that are
   * left: of the heap, and of buffers beside it. The process stands still meanwhile, about 100 ms for 50 MiB.
   * @throws Error when it does not within 30 s
   */
  async of(pid: number): Promise<number> {
    const path = join(this.folder, String(pid));
    rmSync(path, { force: true });
    process.kill(pid, 'SIGUSR2');
    let text: string | undefined;
    await until(() => (text = textOf(path)) !== undefined, collectTimeoutMs);
    const { heapUsed, external } = JSON.parse(text ?? '') as NodeJS.MemoryUsage; // written by the code above
    return (heapUsed + external) / 1_048_576;
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
