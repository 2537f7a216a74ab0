import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../load';

const collectTimeoutMs = 30_000;

const folderVariable = 'SENTRYBOX_SOAK_FOLDER';

// On SIGUSR2 a process collects its garbage and leaves its figures in a file. (No space: NODE_OPTIONS are split there.)
const collectsOnSignal =
  "--import=data:text/javascript,import{getHeapStatistics,setFlagsFromString}from'node:v8';" +
  "import{runInNewContext}from'node:vm';" +
  "import{renameSync,writeFileSync}from'node:fs';setFlagsFromString('--expose-gc');const[gc]=[runInNewContext('gc')];" +
  `process.on('SIGUSR2',()=>{gc();gc();const[path]=[process.env.${folderVariable}+'/'+process.pid];` +
  'const{rss,heapUsed,external}=process.memoryUsage();const[all]=[getHeapStatistics().total_physical_size];' +
  "writeFileSync(path+'.part',JSON.stringify({rss,heapUsed,external,all}));renameSync(path+'.part',path)})";

/** Bytes, as a process writes them. */
interface Written {
  readonly rss: number;
  readonly heapUsed: number;
  readonly external: number;
  /** Of the heap, what the system has given: with pages that are free. */
  readonly all: number;
}

/** MiB of a process right after a collection. */
export interface Memory {
  /** Of the heap and of buffers beside it. */
  readonly live: number;
  /** What the system counts, but for pages of the heap that hold nothing: V8 keeps more or fewer of them as it likes. */
  readonly resident: number;
}

/** Asks processes that were started with its environment for the memory that they really hold. */
export class LiveMemory {
  private readonly folder = mkdtempSync(join(tmpdir(), 'sentrybox-soak-'));
  readonly environment = { NODE_OPTIONS: collectsOnSignal, [folderVariable]: this.folder };

  /**
   * Has a process collect all garbage twice (what the first one's finalizers let go, the second one takes). The process
   * stands still meanwhile, about 100 ms for 50 MiB.
   * @throws Error when it does not within 30 s
   */
  async of(pid: number): Promise<Memory> {
    const path = join(this.folder, String(pid));
    rmSync(path, { force: true });
    process.kill(pid, 'SIGUSR2');
    let text: string | undefined;
    await until(() => (text = textOf(path)) !== undefined, collectTimeoutMs);
    const { all, external, heapUsed, rss } = JSON.parse(text ?? '') as Written; // by the code above
    return { live: (heapUsed + external) / 1_048_576, resident: (rss - all + heapUsed) / 1_048_576 };
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
