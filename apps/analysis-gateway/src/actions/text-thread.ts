import { parentPort } from 'node:worker_threads';
import { writeAnswer } from './text-actions';
import type { TextTask } from './text-actions';

// Runs in a thread of its own: answers each task with the bytes of its answer, in order. They change hands uncopied.
parentPort?.on('message', ({ action, body }: TextTask) => {
  const bytes = writeAnswer(action, body);
  parentPort?.postMessage(bytes, [bytes.buffer]);
});
