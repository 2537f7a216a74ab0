import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ClientProxyFactory, MessagePattern, Payload, Transport } from '@nestjs/microservices';
import { firstValueFrom } from 'rxjs';
import { answerTo } from './peer';
import type { Answer, AskOne, PeerSettings, Question } from './peer';

/** NestJS' own Redis transport as it comes: every replica would answer every question. */
export async function openStock({ redisUrl, role }: PeerSettings): Promise<AskOne> {
  const { hostname: host, port, username, password } = new URL(redisUrl);
  const options = { host, port: Number(port), username: username === '' ? undefined : username, password };
  if (role === 'client') {
    const client = ClientProxyFactory.create({ transport: Transport.REDIS, options });
    await client.connect();
    return async (question) => await firstValueFrom(client.send<Answer>('bench.ask', question));
  }

  @Controller()
  class AnswerController {
    @MessagePattern('bench.ask')
    answer(@Payload() question: Question): Answer {
      return answerTo(question);
    }
  }

  @Module({ controllers: [AnswerController] })
  class AnswerModule {}

  const app = await NestFactory.createMicroservice(AnswerModule, {
    transport: Transport.REDIS,
    options,
    logger: false,
  });
  await app.listen();
  return () => Promise.reject(new Error('The server asks nobody.'));
}
