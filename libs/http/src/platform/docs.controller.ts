import { createReadStream } from 'node:fs';
import { dirname, join } from 'node:path';
import { Controller } from '@nestjs/common';
import type { Type } from '@nestjs/common';
import type { AppName } from '@sentrybox/contracts';
import { content, stream } from '../answers/answer';
import { Input } from '../routing/input.decorator';
import { Route } from '../routing/route.decorator';
import { docsHtml, docsPolicy, startScript } from './docs-page';
import { docsEndpoints } from './docs.endpoints';

const typeOf = (file: string): string =>
  file.endsWith('.css') ? 'text/css; charset=utf-8' : 'text/javascript; charset=utf-8';
const assetHeaders = { 'cache-control': 'public, max-age=3600' };

/**
 * `/openapi.json` and `/docs` below `base`. Nothing is made or read before somebody asks: the document is built at its
 * first request and kept, Swagger UI's files are read from its package.
 */
export function docsController(app: AppName, base: string, document: () => string): Type {
  const endpoints = docsEndpoints(app, base);

  @Controller()
  class DocsController {
    @Route(endpoints.openApi)
    openApi() {
      return content(200, 'application/json; charset=utf-8', document(), { 'cache-control': 'no-cache' });
    }

    @Route(endpoints.page)
    page() {
      const html = docsHtml(`Sentrybox ${app}`, base);
      return content(200, 'text/html; charset=utf-8', html, {
        'content-security-policy': docsPolicy,
        'referrer-policy': 'no-referrer',
      });
    }

    @Route(endpoints.asset)
    asset(@Input() { params }: { params: { file: string } }) {
      const { file } = params;
      if (file === 'start.js') return content(200, typeOf(file), startScript, assetHeaders);
      const folder = join(dirname(require.resolve('@fastify/swagger-ui/package.json')), 'static');
      return stream(200, typeOf(file), createReadStream(join(folder, file)), { headers: assetHeaders });
    }
  }
  return DocsController;
}
