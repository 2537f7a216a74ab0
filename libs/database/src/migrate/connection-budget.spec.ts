import { connectionShortage } from './connection-budget';

const serverWith = (usable: number) => () => Promise.resolve([{ usable }]);

test('a server with room for one process of every app needs no word', async () => {
  await expect(connectionShortage(serverWith(56))).resolves.toBeUndefined();
});

test('a server without it is told of with both figures', async () => {
  await expect(connectionShortage(serverWith(40))).resolves.toMatch(/accepts 40 connections.*may open 56/);
});
