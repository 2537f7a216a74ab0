export { DomainError } from './domain-error';
export type { FieldFault } from './domain-error';
export { genericCodeOf, httpStatusOf } from './error-kind';
export type { ErrorKind } from './error-kind';
export { bug, conflict, forbidden, invalidRequest, notFound, unauthenticated, unavailable } from './factories';
export { invalidInput } from './from-zod';
