import { registrableDomain } from '@sentrybox/ioc';
import { defineFastPlugin } from '../contract/define-plugin';
import type { Answer } from '../contract/define-plugin';
import type { Provider } from '../contract/plugin-context';
import { serviceUrl } from '../contract/settings';
import { Kept } from '../provider/kept';
import { answerOnNetwork, networkSchema } from './allocated-network';
import { fetchDirectory, isBetween, serverForAddress, serverForDomain } from './directory';
import type { Directory, DirectoryName } from './directory';
import { rules } from './rdap.rules';
import type { RdapRule } from './rdap.rules';
import { answerOnDomain, domainSchema } from './registered-domain';

const dayMs = 86_400_000;

const noServer = { status: 'skipped', reason: 'The registry has no RDAP server for it.' } as const;

/** Who holds a domain or an address, and since when; asked of the registry that IANA's directories name. */
export const rdap = () => {
  const directories = new Kept<Directory>(dayMs);
  return defineFastPlugin({
    manifest: {
      name: 'rdap',
      displayName: 'RDAP',
      version: '1.1.0',
      description:
        'Asks the registry of a domain or of an address, found in the directories of IANA, for its registration.',
      documentation: 'https://www.rfc-editor.org/rfc/rfc9083',
      class: 'fast',
      indicatorTypes: ['domain', 'ip'],
      kinds: ['domain', 'ipv4', 'ipv6'],
      disclosure: 'passive',
      maxTlp: 'green',
      maxPap: 'amber',
      categories: ['context', 'registration'],
      reliability: 'A',
      deadlineMs: 10_000,
      cache: { hitSeconds: 86_400, missSeconds: 43_200 },
      reachesAnyHost: 'Each registry has a server of its own, which the directories of IANA name.',
      settings: { url: serviceUrl('https://data.iana.org/rdap') },
      rules,
    },

    async run({ type, value }, { provider, settings, clock }) {
      const directoryOf = (name: DirectoryName) =>
        directories.get(`${settings.url} ${name}`, clock, () => fetchDirectory(provider, name));
      if (type === 'ipv4' || type === 'ipv6') return await lookUpAddress(value, await directoryOf(type), provider);
      const domain = registrableDomain(value);
      if (domain === null) return { status: 'skipped', reason: 'The domain is a public suffix; nobody registered it.' };
      return await lookUpDomain(domain, await directoryOf('dns'), provider, clock.now());
    },
  });
};

async function lookUpDomain(
  domain: string,
  directory: Directory,
  provider: Provider,
  now: Date,
): Promise<Answer<RdapRule>> {
  const at = serverForDomain(directory, domain);
  if (at === undefined) return noServer;
  const body = await ask(provider, { at, path: '/domain/{value}', slots: { value: domain } });
  if (body === undefined) return { status: 'not_found' };
  const found = provider.read(domainSchema, body);
  if (found.ldhName.toLowerCase() !== domain) throw provider.notUnderstood('ldhName');
  return answerOnDomain(domain, found, now);
}

async function lookUpAddress(address: string, directory: Directory, provider: Provider): Promise<Answer<RdapRule>> {
  const at = serverForAddress(directory, address);
  if (at === undefined) return noServer;
  const body = await ask(provider, { at, path: '/ip/{value}', slots: { value: address } });
  if (body === undefined) return { status: 'not_found' };
  const found = provider.read(networkSchema, body);
  if (!isBetween(address, found.startAddress, found.endAddress)) throw provider.notUnderstood('startAddress');
  return answerOnNetwork(found);
}

/** @returns undefined when the registry knows no such object */
async function ask(provider: Provider, request: Parameters<Provider['ask']>[0]): Promise<unknown> {
  const headers = { accept: 'application/rdap+json' };
  const { status, body } = await provider.ask({ ...request, headers, answers: [200, 404] });
  return status === 404 ? undefined : body;
}
