import Ajv2020 from 'ajv/dist/2020';

interface Media {
  readonly schema?: object;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}
interface Operation {
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, Media>> }>>;
}
export interface ReadDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: object;
}

/**
 * What is wrong with an OpenAPI document: schemas that are not JSON Schema 2020-12, references that lead nowhere,
 * examples that do not match their schema. For tests.
 */
export function documentFaults(document: ReadDocument): string[] {
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema({ $id: 'document', components: document.components });
  const faults: string[] = [];
  const check = (place: string, { schema, examples = {} }: Media): void => {
    if (schema === undefined) return;
    const text = JSON.stringify(schema).replaceAll('"#/components/', '"document#/components/');
    const validate = ajv.compile(JSON.parse(text) as object); // what was an object a line above is one again
    for (const [name, { value }] of Object.entries(examples)) {
      if (!validate(value)) faults.push(`${place}, example ${name}: ${ajv.errorsText(validate.errors)}`);
    }
  };
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, { requestBody, responses }] of Object.entries(item)) {
      for (const media of Object.values(requestBody?.content ?? {})) check(`${method} ${path} request`, media);
      for (const [status, { content = {} }] of Object.entries(responses)) {
        for (const media of Object.values(content)) check(`${method} ${path} ${status}`, media);
      }
    }
  }
  return faults;
}
