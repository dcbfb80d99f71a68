import type { LookupAddress } from 'node:dns';
import { createServer } from 'node:http';
import { Agent } from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { publicLookup, type ResolveName } from '../../src/callbacks/callback-lookup.ts';
import { sendCallback } from '../../src/callbacks/callback-send.ts';
import type { Job } from '../../src/schema/types.ts';

const leadsTo =
  (...addresses: string[]): ResolveName =>
  (_name, _options, done) =>
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );

/** What a connection would be given; the code of the error when it is refused. */
const look = (resolve: ResolveName, all = true): Promise<string | LookupAddress[] | undefined> =>
  new Promise((done) => {
    publicLookup(resolve)('flow.acme.example', { all }, (error, found) => done(error ? error.code : found));
  });

test.each([
  ['10.0.0.1'],
  ['172.16.0.1'],
  ['192.168.0.1'],
  ['169.254.169.254'],
  ['127.0.0.1'],
  ['0.0.0.0'],
  ['::1'],
  ['fc00::1'],
  ['fe80::1'],
  ['::ffff:10.0.0.1'],
  ['8.8.8.8', '10.0.0.1'],
  ['10.0.0.1', '8.8.8.8'],
  [],
])('a name that leads to %s %s is refused, whole', async (...addresses) => {
  expect(await look(leadsTo(...addresses))).toBe('CALLBACK_ADDRESS_NOT_PUBLIC');
  expect(await look(leadsTo(...addresses), false)).toBe('CALLBACK_ADDRESS_NOT_PUBLIC');
});

test('a name on the open Internet is given all its addresses, or the first where one is asked for', async () => {
  const resolve = leadsTo('8.8.8.8', '2606:4700::1111');
  expect(await look(resolve)).toEqual([
    { address: '8.8.8.8', family: 4 },
    { address: '2606:4700::1111', family: 6 },
  ]);
  expect(await look(resolve, false)).toBe('8.8.8.8');
});

test('a name that cannot be found stays an error', async () => {
  const failing: ResolveName = (_name, _options, done) =>
    done(Object.assign(new Error('no'), { code: 'ENOTFOUND' }), []);
  expect(await look(failing)).toBe('ENOTFOUND');
});

test('a callback never connects to what its name leads to when that is loopback', async () => {
  let connections = 0;
  const server = createServer().on('connection', (socket) => {
    connections += 1;
    socket.destroy();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = new URL(`https://flow.acme.example:${(server.address() as AddressInfo).port}/?clientToken=SECRET`);
  const { signal } = new AbortController();

  const guarded = new Agent({ lookup: publicLookup(leadsTo('127.0.0.1')) });
  const refused = sendCallback(url, {} as Job, { signal, agent: guarded });
  await expect(refused).rejects.toThrow('the connection failed (CALLBACK_ADDRESS_NOT_PUBLIC)');
  expect(connections).toBe(0);

  // Without the check the same request does arrive, so the test above can fail.
  const open = new Agent({ lookup: (_name, _options, done) => done(null, [{ address: '127.0.0.1', family: 4 }]) });
  await expect(sendCallback(url, {} as Job, { signal, agent: open })).rejects.toThrow('the connection failed');
  expect(connections).toBe(1);
  server.close();
});
