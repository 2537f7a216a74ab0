import { z } from 'zod';
import { defineEndpoint } from '@sentrybox/contracts';
import type { AppName, EndpointDefinition } from '@sentrybox/contracts';

const assetNames = ['swagger-ui.css', 'swagger-ui-bundle.js', 'start.js'] as const;

/** @param base empty, or `/-/<app>` where one origin serves several services. */
export function docsEndpoints(app: AppName, base: string) {
  const shared = { app, method: 'GET', tag: 'service', access: 'public' } as const;
  const suffix = base === '' ? '' : 'BehindOneOrigin';
  const openApi: EndpointDefinition = defineEndpoint({
    ...shared,
    path: `${base}/openapi.json`,
    id: `openApi${suffix}`,
    summary: 'This document.',
    responses: { 200: z.looseObject({ openapi: z.string() }) },
    examples: [{ name: 'start of the document', status: 200, response: { openapi: '3.1.0' } }],
  });
  const page: EndpointDefinition = defineEndpoint({
    ...shared,
    path: `${base}/docs`,
    id: `docs${suffix}`,
    summary: 'The document as a page to read and try.',
    responses: { 200: z.string().meta({ contentMediaType: 'text/html' }) },
    examples: [{ name: 'start of the page', status: 200, response: '<!doctype html>' }],
  });
  const asset: EndpointDefinition = defineEndpoint({
    ...shared,
    path: `${base}/docs/{file}`,
    id: `docsAsset${suffix}`,
    summary: 'Style and script of the page.',
    params: z.object({ file: z.enum(assetNames) }),
    responses: { 200: z.string().meta({ contentMediaType: 'text/javascript' }) },
    errors: [{ status: 400, code: 'invalid_request', when: 'There is no such file.' }],
    examples: [{ name: 'script', status: 200, response: 'window.onload = …' }],
  });
  return { openApi, page, asset };
}
