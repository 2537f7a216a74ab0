import type { extractIndicators, InputOf } from '@sentrybox/contracts';
import { defang, extract, groupHits, INDICATOR_TYPES, iocTypeOf, refang } from '@sentrybox/ioc';
import type { Hit, IndicatorType } from '@sentrybox/ioc';

type ExtractRequest = InputOf<typeof extractIndicators>['body'];

/** What can be done with a text, from the request's body to the answer's; all of it is work of the processor alone. */
const textActions = {
  defang: ({ text }: { readonly text: string }) => ({ result: defang(text) }),
  refang: ({ text }: { readonly text: string }) => ({ result: refang(text) }),
  extract: ({ text, include_private: includePrivate = false, types, detailed }: ExtractRequest) => {
    const hits = extract(text, {
      includePrivate,
      ...(types === undefined ? {} : { types: indicatorTypesOf(types) }),
    });
    const indicators = groupHits(hits);
    return detailed === true ? { indicators, hits: hits.map(viewOf) } : { indicators };
  },
};

export type TextAction = keyof typeof textActions;
export type TextBody<A extends TextAction> = Parameters<(typeof textActions)[A]>[0];
export type TextResult<A extends TextAction> = ReturnType<(typeof textActions)[A]>;

/** As it is sent to a thread. */
export interface TextTask {
  readonly action: TextAction;
  readonly body: TextBody<TextAction>;
}

export function runTextAction<A extends TextAction>(action: A, body: TextBody<A>): TextResult<A> {
  const run = textActions[action] as (body: TextBody<A>) => TextResult<A>; // the entry of A takes and gives what A does
  return run(body);
}

/** `ip` stands for `ipv4` and `ipv6`, `hash` for every digest, `domain` for onion addresses too. */
function indicatorTypesOf(names: readonly string[]): IndicatorType[] {
  return INDICATOR_TYPES.filter((type) => names.includes(type) || names.includes(iocTypeOf(type) ?? ''));
}

function viewOf({ derivedFrom, ...hit }: Hit) {
  return { ...hit, flags: [...hit.flags], derived_from: derivedFrom };
}
