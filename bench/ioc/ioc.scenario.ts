import type { Arena, Contestant, Measurement, Scenario } from '../harness/scenario';
import { ExtractorChild } from './extractor-child';
import { PASSES } from './extractor-process';
import { worstFamilyMs } from './worst-family';

export const iocScenario: Scenario = {
  name: 'ioc',
  title: 'Extraction of indicators from mixed log and report text',
  description:
    `Per round ${PASSES} texts of 1 MiB that nobody has read before, all types on, each library in a process of its ` +
    'own that read as many of each kind to warm up. Of the mixed text two thirds are log lines of fifteen kinds, ' +
    'weighed as a network of a few hundred clients sends them (firewall a third, then DNS, proxy, web, endpoint, ' +
    'logon, system, application and mail; hosts repeat as traffic does), one third is report prose with an appendix ' +
    'of indicators; one value of every type occurs some six times. It holds five indicators in a KiB, an eighth of ' +
    'its characters. The other columns are the same libraries on log lines alone, on reports alone, and on a ' +
    'published list, where nearly every word is an indicator. hits: what a mixed text gave; the other library knows ' +
    '18 types to our 44, answers each value once, without its place, and counts private addresses. worst_1mib_ms is ' +
    'the slowest of sixteen adversarial inputs of 1 MiB, median of three; the other library is not given those, ' +
    'because it does not end on them.',
  unit: 'MB/s',
  isHigherBetter: true,
  rounds: 5,
  // On a busy machine the other library alone takes minutes for its texts.
  limitMs: 900_000,
  open: () => Promise.resolve(openArena()),
};

/** Megabytes per second that the product promises on the mixed text. */
const REQUIRED_MB_PER_SECOND = 10;
/** And how many times the other library's speed, in the same run. */
const REQUIRED_RATIO = 8;

function openArena(): Arena {
  const worst = worstFamilyMs();
  const theirs = new ExtractorChild('ioc-extractor');
  const ours = new ExtractorChild('sentrybox');
  return {
    contestants: [
      { ...contestant('ioc-extractor 8.2.0 (npm)', theirs, {}), isBaseline: true },
      {
        ...contestant('sentrybox', ours, { worst_1mib_ms: worst }),
        isBaseline: false,
        limit: REQUIRED_MB_PER_SECOND,
        leastRatio: REQUIRED_RATIO,
      },
    ],
    close: async () => {
      await Promise.all([theirs.stop(), ours.stop()]);
    },
  };
}

function contestant(
  name: string,
  child: ExtractorChild,
  further: Readonly<Record<string, number>>,
): Omit<Contestant, 'isBaseline'> {
  let seed = 0;
  return {
    name,
    pids: () => [child.pid],
    measure: async (): Promise<Measurement> => {
      const { speeds, hits } = await child.read(seed);
      seed += PASSES;
      const { mixed, log, report, list } = speeds;
      return { value: mixed, details: { log_mb_s: log, report_mb_s: report, list_mb_s: list, hits, ...further } };
    },
  };
}
