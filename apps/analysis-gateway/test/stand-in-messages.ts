import type { AskDefinition } from '@sentrybox/contracts';
import type { Messages } from '@sentrybox/messaging';

type Answerer = (request: never) => unknown;

/** The other services as a plugin sees them: questions and answers go through the contract's schemas. */
export class StandInMessages {
  readonly asked: { readonly name: string; readonly request: unknown }[] = [];
  private readonly answerers = new Map<string, Answerer>();

  /** @param answer may throw, as an owner that is away */
  on(definition: AskDefinition, answer: Answerer): this {
    this.answerers.set(definition.name, answer);
    return this;
  }

  get messages(): Messages {
    const ask = (definition: AskDefinition, request: unknown) => {
      const parsed = definition.request.parse(request);
      this.asked.push({ name: definition.name, request: parsed });
      return Promise.resolve()
        .then(() => this.answerers.get(definition.name)?.(parsed as never))
        .then((answer) => definition.answer.parse(answer));
    };
    return { ask } as unknown as Messages; // plugins ask and do nothing else with it
  }
}
