import { defangText, extractIndicators, refangText } from '@sentrybox/contracts';
import type { InputOf } from '@sentrybox/contracts';
import { bug } from '@sentrybox/errors';
import { defang, extract, groupHits, INDICATOR_TYPES, iocTypeOf, refang } from '@sentrybox/ioc';
import type { Hit, IndicatorType } from '@sentrybox/ioc';
import type { z } from 'zod';

type ExtractRequest = InputOf<typeof extractIndicators>['body'];

/** What can be done with a text, from the request's body to the answer's; all of it is work of the processor alone. */
const textActions = {
  defang: {
    run: ({ text }: { readonly text: string }) => ({ result: defang(text) }),
    answer: defangText.responses[200],
  },
  refang: {
    run: ({ text }: { readonly text: string }) => ({ result: refang(text) }),
    answer: refangText.responses[200],
  },
  extract: { run: extractAsked, answer: extractIndicators.responses[200] },
};

export type TextAction = keyof typeof textActions;
export type TextBody<A extends TextAction> = Parameters<(typeof textActions)[A]['run']>[0];

/** As it is sent to a thread. */
export interface TextTask {
  readonly action: TextAction;
  readonly body: TextBody<TextAction>;
}

interface TextWork<Body> {
  readonly run: (body: Body) => object;
  readonly answer: z.ZodType;
}

const encoder = new TextEncoder();

/**
 * The answer's body in JSON and UTF-8, checked against the contract: a dense text of 1 MiB has tens of thousands of hits,
 * so that checking and writing them takes longer than finding them.
 *
 * @throws DomainError of kind bug when it does not match the contract
 */
export function writeAnswer<A extends TextAction>(action: A, body: TextBody<A>): Uint8Array<ArrayBuffer> {
  const { run, answer } = textActions[action] as TextWork<TextBody<A>>; // the entry of A takes what A does
  const checked = answer.safeParse(run(body));
  if (!checked.success) throw bug(`The answer of ${action} does not match its contract.`, checked.error);
  return encoder.encode(JSON.stringify(checked.data));
}

function extractAsked({ text, include_private: includePrivate = false, types, detailed }: ExtractRequest) {
  const hits = extract(text, {
    includePrivate,
    ...(types === undefined ? {} : { types: indicatorTypesOf(types) }),
  });
  const indicators = groupHits(hits);
  return detailed === true ? { indicators, hits: hits.map(viewOf) } : { indicators };
}

/** `ip` stands for `ipv4` and `ipv6`, `hash` for every digest, `domain` for onion addresses too. */
function indicatorTypesOf(names: readonly string[]): IndicatorType[] {
  return INDICATOR_TYPES.filter((type) => names.includes(type) || names.includes(iocTypeOf(type) ?? ''));
}

function viewOf({ derivedFrom, ...hit }: Hit) {
  return { ...hit, derived_from: derivedFrom };
}
