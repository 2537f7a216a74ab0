import { lookup } from 'node:dns/promises';

/** All addresses of a name, in the order in which they should be tried. Rejects when there are none. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

/** The system's resolver, with /etc/hosts: what every other program on this host would dial. */
export const systemResolve: Resolve = async (hostname) => {
  const answers = await lookup(hostname, { all: true, verbatim: true });
  return answers.map(({ address }) => address);
};
