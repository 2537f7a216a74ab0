import { canonicaliseUserAgent, MAX_USER_AGENT_LENGTH } from '../artefacts/labelled-text';
import type { TextView } from '../refang/text-view';
import type { ScanState } from './scan-state';

/** Skips quotes and blanks between the label and its value; answers the value's start, -1 without a separator. */
function valueStart(view: TextView, from: number): number {
  let at = from;
  if (view.at(at) === 115) at += 1;
  if (view.at(at) === 34 || view.at(at) === 39) at += 1;
  while (view.at(at) === 32) at += 1;
  if (view.at(at) !== 58 && view.at(at) !== 61) return -1;
  // `=>` and `::` belong to a program.
  if (view.at(at + 1) === 62 || view.at(at + 1) === 58) return -1;
  at += 1;
  while (view.at(at) === 32 || view.at(at) === 9) at += 1;
  return at;
}

function valueEnd(view: TextView, from: number, quote: number): number {
  let at = from;
  while (at - from <= MAX_USER_AGENT_LENGTH) {
    const code = view.at(at);
    if (code === quote || code === 10 || code === 13 || code === 0 || code === 60 || code === 96) return at;
    if (code === 92 && view.at(at + 1) === 110) return at;
    at += 1;
  }
  return -1;
}

/** A user agent after its label. The text is read again for what else it holds. */
export function scanUserAgent(scanner: ScanState, labelLength: number): number {
  const { chain, view, sink } = scanner;
  if (chain.start < scanner.agentUntil) return -1;
  const start = valueStart(view, chain.start + labelLength);
  if (start < 0) return -1;
  const opener = view.at(start);
  const isQuoted = opener === 34 || opener === 39;
  const from = isQuoted ? start + 1 : start;
  const end = valueEnd(view, from, isQuoted ? opener : 34);
  scanner.steps += Math.max(end, from) - chain.start;
  scanner.agentUntil = Math.max(end, from + MAX_USER_AGENT_LENGTH * (end < 0 ? 1 : 0));
  const agent = end < 0 ? undefined : canonicaliseUserAgent(view.text(from, end));
  if (agent?.ok === true)
    sink.emit('userAgent', agent.value, agent.flags, from, from + view.text(from, end).trimEnd().length);
  return -1;
}
