import type { Names } from '../names';

export function indexText({ kebab, pascal }: Names): string {
  return `export { ${pascal}Module } from './${kebab}.module';\n`;
}

export function moduleText({ kebab, pascal }: Names): string {
  return `import { Module } from '@nestjs/common';
import { ${pascal}Controller } from './${kebab}.controller';
import { ${pascal}Repository } from './${kebab}.repository';
import { ${pascal}Service } from './${kebab}.service';

@Module({ controllers: [${pascal}Controller], providers: [${pascal}Service, ${pascal}Repository] })
export class ${pascal}Module {}
`;
}

export function controllerText({ kebab, pascal, camel }: Names): string {
  return `import { Controller } from '@nestjs/common';
import { CurrentPrincipal } from '@sentrybox/auth';
import type { InputOf, Principal } from '@sentrybox/contracts';
import { get${pascal}ById, list${pascal} } from '@sentrybox/contracts';
import { Input, Route } from '@sentrybox/http';
import { ${pascal}Service } from './${kebab}.service';

@Controller()
export class ${pascal}Controller {
  constructor(private readonly ${camel}: ${pascal}Service) {}

  @Route(list${pascal})
  list(@CurrentPrincipal() principal: Principal, @Input() input: InputOf<typeof list${pascal}>) {
    return this.${camel}.list(principal, input.query);
  }

  @Route(get${pascal}ById)
  get(@CurrentPrincipal() principal: Principal, @Input() input: InputOf<typeof get${pascal}ById>) {
    return this.${camel}.get(principal, input.params.id);
  }
}
`;
}

export function errorsText({ camel }: Names): string {
  return `import type { DomainError } from '@sentrybox/errors';
import { notFound } from '@sentrybox/errors';

export function ${camel}NotFound(): DomainError {
  return notFound('There is no such row.');
}
`;
}
