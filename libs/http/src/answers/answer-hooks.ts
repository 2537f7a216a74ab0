import type { RequestContext } from '@sentrybox/observability';
import { unavailable } from '@sentrybox/errors';

export interface AnswerFacts {
  readonly request: RequestContext;
  readonly method: string;
  readonly status: number;
}

export type AnswerHook = (facts: AnswerFacts) => Promise<void> | undefined;

/**
 * What has to be done before any answer leaves, error answers included. A hook returns undefined when it has nothing to
 * wait for. One that rejects turns the answer into 503 `unavailable`.
 */
export class AnswerHooks {
  private readonly hooks: AnswerHook[] = [];

  add(hook: AnswerHook): void {
    this.hooks.push(hook);
  }

  /** Undefined when nothing has to be waited for. */
  run(facts: AnswerFacts): Promise<void> | undefined {
    if (this.hooks.length === 0) return undefined;
    const waits = this.hooks.map((hook) => hook(facts)).filter((wait) => wait !== undefined);
    if (waits.length === 0) return undefined;
    return Promise.all(waits).then(
      () => undefined,
      (error: unknown) => {
        throw unavailable('The call could not be recorded.', error);
      },
    );
  }
}
