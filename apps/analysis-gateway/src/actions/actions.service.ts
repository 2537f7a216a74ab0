import { Injectable } from '@nestjs/common';
import type { InputOf } from '@sentrybox/contracts';
import { maxActionTextBytes } from '@sentrybox/contracts';
import type { extractIndicators } from '@sentrybox/contracts';
import { defang, extract, groupHits, INDICATOR_TYPES, iocTypeOf, refang } from '@sentrybox/ioc';
import type { Hit, IndicatorType } from '@sentrybox/ioc';
import { textTooLong } from './actions.errors';

type ExtractRequest = InputOf<typeof extractIndicators>['body'];

/** Text in, text out; nothing is stored. Each action refuses a text above 1 MiB with 413 `payload_too_large`. */
@Injectable()
export class ActionsService {
  defang(text: string) {
    return { result: defang(bounded(text)) };
  }

  refang(text: string) {
    return { result: refang(bounded(text)) };
  }

  extract({ text, include_private: includePrivate = false, types, detailed }: ExtractRequest) {
    const hits = extract(bounded(text), {
      includePrivate,
      ...(types === undefined ? {} : { types: indicatorTypesOf(types) }),
    });
    const indicators = groupHits(hits);
    return detailed === true ? { indicators, hits: hits.map(viewOf) } : { indicators };
  }
}

function bounded(text: string): string {
  if (text.length > maxActionTextBytes || Buffer.byteLength(text) > maxActionTextBytes) throw textTooLong();
  return text;
}

/** `ip` stands for `ipv4` and `ipv6`, `hash` for every digest, `domain` for onion addresses too. */
function indicatorTypesOf(names: readonly string[]): IndicatorType[] {
  return INDICATOR_TYPES.filter((type) => names.includes(type) || names.includes(iocTypeOf(type) ?? ''));
}

function viewOf({ derivedFrom, ...hit }: Hit) {
  return { ...hit, flags: [...hit.flags], derived_from: derivedFrom };
}
