import type { z } from 'zod';

/** One environment variable: its rule and what an operator needs to know about it. */
export interface Variable<Schema extends z.ZodType = z.ZodType> {
  readonly schema: Schema;
  /** A sentence with unit, default and the effect of edge values; printed into docs/configuration.md. */
  readonly description: string;
  /** Secrets may also come from the file named by `<NAME>_FILE`, have no default and are refused when they look like a placeholder. */
  readonly isSecret: boolean;
}

export type Variables = Readonly<Record<string, Variable>>;

export type Parsed<V extends Variables> = { readonly [Name in keyof V]: z.output<V[Name]['schema']> };

/** Declares a variable that is no secret. */
export function variable<Schema extends z.ZodType>(schema: Schema, description: string): Variable<Schema> {
  return { schema, description, isSecret: false };
}

/** Declares a secret. */
export function secret<Schema extends z.ZodType>(schema: Schema, description: string): Variable<Schema> {
  return { schema, description, isSecret: true };
}
