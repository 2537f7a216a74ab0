import 'reflect-metadata';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { serve } from './serve';

/** NestJS on Fastify as it comes, with one route that answers the same body as the product. */
serve(async ({ path, body }) => {
  @Controller()
  class BodyController {
    @Get(path)
    answer(): unknown {
      return body;
    }
  }

  @Module({ controllers: [BodyController] })
  class BodyModule {}

  const app = await NestFactory.create<NestFastifyApplication>(BodyModule, new FastifyAdapter(), { logger: false });
  await app.listen(0, '127.0.0.1');
  return app.getHttpAdapter().getInstance().addresses()[0]?.port ?? 0;
});
