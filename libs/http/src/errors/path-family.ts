/** Which of the two published error bodies a path answers with. */
export type PathFamily = 'analysis' | 'platform';

const analysisPaths = ['/api/v1/plugins', '/api/v1/analysis', '/api/actions'];

/** @param path without query, decoded or as a route template. */
export function familyOf(path: string): PathFamily {
  return analysisPaths.some((start) => path === start || path.startsWith(`${start}/`)) ? 'analysis' : 'platform';
}
