import { runningStack } from './running-stack';

export default async function stackTeardown(): Promise<void> {
  await runningStack.current?.stop();
  runningStack.current = undefined;
}
