/** Other spellings of a path, by which a guard that compares paths could be passed. @param path filled, no query */
export function pathVariants(path: string): string[] {
  const encodedLetter = path.replace(/[a-z]/, (letter) => `%${letter.charCodeAt(0).toString(16)}`);
  const [, first = '', ...rest] = path.split('/');
  return [
    encodedLetter,
    encodedLetter.replace('%', '%25'),
    `/${path}`,
    path.toUpperCase(),
    `${path}/`,
    `${path}//`,
    `${path};x=1`,
    `${path}%00`,
    `${path}%20`,
    `${path}/.`,
    `${path}%2f`,
    `/.${path}`,
    `/x/..${path}`,
    `/%2e%2e${path}`,
    `/health/..${path}`,
    `/docs/%2e%2e${path}`,
    `/${first}%2f${rest.join('/')}`,
    `/${first}\\${rest.join('\\')}`,
    `${path}?`,
    `${path}?access_token=x`,
    `${path}#/health`,
    `http://127.0.0.1${path}`,
  ];
}

/** Methods that a route does not name and a framework may answer for it. */
export const oddMethods = ['HEAD', 'OPTIONS', 'TRACE', 'PROPFIND', 'SEARCH', 'PURGE', 'LOCK'] as const;
