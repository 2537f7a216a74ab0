import { hostOfUrl, registrableDomain } from '@sentrybox/ioc';
import type { IndicatorType } from '@sentrybox/ioc';
import { storedValueOf } from '../model';
import { networkQuestion } from '../indicators';
import type { ValueQuestion } from '../indicators';

/** A question about what has to do with a value, and which of the answers do. */
export interface RelatedQuestion {
  readonly value: ValueQuestion;
  readonly isRelated: (type: IndicatorType, value: string) => boolean;
}

/** What to look for beside the value itself. */
export function relatedQuestions(type: IndicatorType, value: string): RelatedQuestion[] {
  switch (type) {
    case 'ipv4':
    case 'ipv6': {
      const network = networkQuestion(value);
      return [
        ...(network === undefined ? [] : [{ value: network, isRelated: () => true }]),
        onHost(hostText(type, value)),
      ];
    }
    case 'domain':
    case 'onion':
      return [below(value), ...parentsOf(value)];
    case 'url': {
      const host = hostOfUrl(value);
      return host === undefined ? [] : [exactly([host.host, ...parentNames(host.host)])];
    }
    default:
      return [];
  }
}

function hostText(type: 'ipv4' | 'ipv6', value: string): string {
  return type === 'ipv6' ? `[${value}]` : value;
}

/** URLs whose host is written so. */
function onHost(host: string): RelatedQuestion {
  const ranges = ['http', 'https', 'ftp'].flatMap((scheme) =>
    ['/', ':'].map((end) => ({ from: `${scheme}://${host}${end}`, to: `${scheme}://${host}${end}\u{10FFFF}` })),
  );
  return { value: { kind: 'prefix', ranges }, isRelated: (type) => type === 'url' };
}

/** Names below a name, URLs on it and below it, its mail addresses. */
function below(name: string): RelatedQuestion {
  const pattern = `%${name.replace(/[\\%_]/g, '\\$&')}%`;
  const isBelow = (host: string | undefined) => host === name || host?.endsWith(`.${name}`) === true;
  return {
    value: { kind: 'substring', pattern, ranges: [] },
    isRelated: (type, value) => {
      if (type === 'url') return isBelow(hostOfUrl(value)?.host);
      return isBelow(type === 'email' ? value.slice(value.lastIndexOf('@') + 1) : value);
    },
  };
}

function parentsOf(name: string): RelatedQuestion[] {
  const parents = parentNames(name);
  return parents.length === 0 ? [] : [exactly(parents)];
}

/** Names above it, down to what somebody registered. */
function parentNames(name: string): string[] {
  const registrable = registrableDomain(name);
  if (registrable === null) return [];
  const parents: string[] = [];
  for (let rest = name; rest !== registrable && rest.includes('.');) {
    rest = rest.slice(rest.indexOf('.') + 1);
    parents.push(rest);
  }
  return parents;
}

function exactly(values: readonly string[]): RelatedQuestion {
  return {
    value: { kind: 'keys', keys: values.map((value) => storedValueOf(value).lookupKey) },
    isRelated: () => true,
  };
}
