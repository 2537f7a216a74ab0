import { parentPort } from 'node:worker_threads';
import { runTextAction } from './text-actions';
import type { TextTask } from './text-actions';

// Runs in a thread of its own: answers each task with its result, in order.
parentPort?.on('message', ({ action, body }: TextTask) => parentPort?.postMessage(runTextAction(action, body)));
