/** Asks again whether the credential of a request still opens its route. @throws as the guard does */
export type StillAllowed = () => Promise<void>;

const recheck = Symbol('stillAllowed');

/** A request, on which the guard leaves the way to ask again. */
export interface Rechecked {
  [recheck]?: StillAllowed;
}

export function keepRecheck(request: Rechecked, stillAllowed: StillAllowed): void {
  request[recheck] = stillAllowed;
}

export function recheckOf(request: Rechecked): StillAllowed | undefined {
  return request[recheck];
}
