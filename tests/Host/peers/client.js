'use strict';

// A client that is ws: it converses with the echo server whose address it is given, and exits with 0 when all went as RFC 6455 wants.
const assert = require('node:assert');
const crypto = require('node:crypto');
const { once } = require('node:events');
const WebSocket = require('ws');

async function echo(socket, data, binary) {
  const answer = once(socket, 'message');
  socket.send(data, { binary });
  const [back, isBinary] = await answer;
  assert.strictEqual(isBinary, binary);
  assert.ok(Buffer.from(data).equals(back), `${back.length} bytes came back for ${data.length}, or others`);
}

async function main(address) {
  const socket = new WebSocket(address, { perMessageDeflate: false });
  await once(socket, 'open');

  await echo(socket, 'Grüße, κόσμε 🌍', false);
  await echo(socket, '', false);
  await echo(socket, crypto.randomBytes(300), true);
  await echo(socket, crypto.randomBytes(1024 * 1024), true);

  const fragmented = once(socket, 'message');
  socket.send('in ', { fin: false });
  socket.ping('between');
  socket.send('two', { fin: true });
  assert.strictEqual((await fragmented)[0].toString(), 'in two');

  const pong = once(socket, 'pong');
  socket.ping('are you there?');
  assert.strictEqual((await pong)[0].toString(), 'are you there?');

  const closed = once(socket, 'close');
  socket.close(3000, 'done');
  const [code, reason] = await closed;
  assert.strictEqual(code, 3000);
  assert.strictEqual(reason.toString(), '');
}

main(process.argv[2]).then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  });
