import type { AppName } from '@sentrybox/contracts';

/** Networks of warninglists and a batch of a list are held in memory. */
const memoryMiBOf: Partial<Record<AppName, number>> = { data: 1_024 };
const usualMemoryMiB = 512;

/** Of V8's heap three quarters; the rest is for the program itself, buffers and the stacks of threads (some 70 MiB at work). */
const heapShare = 0.75;
/** The young generation, which V8 counts beside the old one: three spaces of 16 MiB on a machine of 64 bits. */
const youngMiB = 48;

/** What a process of the app may take, as the limit of its container says. */
export function memoryMiB(app: AppName): number {
  return memoryMiBOf[app] ?? usualMemoryMiB;
}

/**
 * The option of Node for a process that may take `memoryMiB`. Left alone, Node 20 and 22 allow the heap half of what a
 * container or a machine has, but never less than 259 MiB: more than a container of 256 MiB may take, which is then killed
 * where a collection of garbage would have done, and up to 4 GiB for each process on a workstation.
 */
export function heapOption(memoryMiB: number): string {
  return `--max-old-space-size=${memoryMiB * heapShare - youngMiB}`;
}

/** NODE_OPTIONS of a service, where those of the person who starts it do not say how large its heap may become. */
export function withHeapOption(app: AppName, given = ''): string {
  if (/--max[-_]old[-_]space[-_]size/.test(given)) return given;
  return `${given} ${heapOption(memoryMiB(app))}`.trim();
}
