import { defineFastPlugin } from '../contract/define-plugin';
import type { Statement } from '../contract/evidence-rules';
import { localExposure } from '../contract/local-exposure';
import type { UrlTraits } from './url-traits';
import { urlTraits } from './url-traits';

/** Extensions of files that run when opened on a workstation. */
const executable = new Set([
  'exe',
  'scr',
  'msi',
  'hta',
  'js',
  'jse',
  'vbs',
  'vbe',
  'ps1',
  'bat',
  'cmd',
  'lnk',
  'iso',
  'jar',
]);

const rules = {
  internal: {
    when: 'The host is not reachable from the internet.',
    claim: 'context',
    strength: 1,
    signals: ['non_public'],
  },
  credentials: { when: 'It carries a user name or a password.', claim: 'suspicious', strength: 0.6 },
  bare_address: { when: 'The host is a bare address.', claim: 'suspicious', strength: 0.5 },
  onion: { when: 'The host is a Tor onion service.', claim: 'suspicious', strength: 0.4 },
  executable: { when: 'It points to a file that runs when opened.', claim: 'suspicious', strength: 0.4 },
  nested: { when: 'Another URL is nested in it.', claim: 'suspicious', strength: 0.2 },
} as const;
type Rule = keyof typeof rules;

/** What a URL says by its spelling: host, credentials, port, nested URLs, the file it points to. */
export const urlAnatomy = () =>
  defineFastPlugin({
    manifest: {
      ...localExposure,
      name: 'url_anatomy',
      displayName: 'URL anatomy',
      description: 'Reads a URL by its spelling: host, credentials, port, nested URLs, the file it points to.',
      class: 'local',
      indicatorTypes: ['url'],
      categories: ['context', 'lexical'],
      reliability: 'D',
      deadlineMs: 2_000,
      rules,
    },

    run({ value }) {
      const traits = urlTraits(value);
      const summary = {
        scheme: traits.scheme,
        host: traits.host,
        host_type: traits.hostType,
        port: traits.port,
        has_credentials: traits.hasCredentials,
        path_depth: traits.pathDepth,
        parameter_names: traits.parameterNames,
        file_extension: traits.fileExtension,
        has_nested_url: traits.hasNestedUrl,
        length: traits.length,
      };
      return Promise.resolve({ status: 'ok', summary, statements: statementsOn(traits) });
    },
  });

function statementsOn(traits: UrlTraits): Statement<Rule>[] {
  if (traits.isInternal) return [{ rule: 'internal', facts: ['The host is not reachable from the internet.'] }];
  const found: Statement<Rule>[] = [];
  const say = (rule: keyof typeof rules, fact: string) => found.push({ rule, facts: [fact] });
  if (traits.hasCredentials) say('credentials', 'It carries a user name or password, which can hide the real host.');
  if (traits.hostType === 'ipv4' || traits.hostType === 'ipv6') say('bare_address', 'The host is a bare address.');
  if (traits.hostType === 'onion') say('onion', 'The host is a Tor onion service.');
  if (traits.fileExtension !== null && executable.has(traits.fileExtension)) {
    say('executable', `It points to a file that runs when opened (.${traits.fileExtension}).`);
  }
  if (traits.hasNestedUrl) say('nested', 'Another URL is nested in it.');
  return found;
}
