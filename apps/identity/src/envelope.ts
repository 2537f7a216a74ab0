/** Identity's success answers: what was asked for, in one place of the body. */
export function inEnvelope<T>(data: T): { readonly data: T; readonly status: 'success' } {
  return { data, status: 'success' };
}
