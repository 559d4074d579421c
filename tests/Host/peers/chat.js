'use strict';

// Two clients of SignalR's chat sample, whose hub's address is the first argument. They hear each other, and exit with 0 when all was heard in order.
const assert = require('node:assert');
const signalR = require('@microsoft/signalr');

const Messages = 200;

function connect(address, heard) {
  const connection = new signalR.HubConnectionBuilder()
    .withUrl(address, { skipNegotiation: true, transport: signalR.HttpTransportType.WebSockets })
    .configureLogging(signalR.LogLevel.Error)
    .build();
  connection.on('ReceiveMessage', (user, message) => heard(user, message));
  return connection.start().then(() => connection);
}

async function main(address) {
  const heard = { Ada: [], Grace: [] };
  let all;
  const done = new Promise((resolve) => { all = resolve; });
  const hear = (who) => (user, message) => {
    heard[who].push(`${user}: ${message}`);
    if (heard.Ada.length === 2 * Messages && heard.Grace.length === 2 * Messages) all();
  };

  const ada = await connect(address, hear('Ada'));
  const grace = await connect(address, hear('Grace'));
  for (let i = 0; i < Messages; i++) {
    await Promise.all([
      ada.invoke('SendMessage', 'Ada', `Grüße ${i}`),
      grace.invoke('SendMessage', 'Grace', `${i} ${'long '.repeat(i * 10)}`),
    ]);
  }

  await done;
  for (const who of ['Ada', 'Grace']) {
    const of = (user) => heard[who].filter((line) => line.startsWith(`${user}: `));
    assert.deepStrictEqual(of('Ada'), Array.from({ length: Messages }, (_, i) => `Ada: Grüße ${i}`));
    assert.deepStrictEqual(of('Grace'), Array.from({ length: Messages }, (_, i) => `Grace: ${i} ${'long '.repeat(i * 10)}`));
  }

  const closed = new Promise((resolve) => { ada.onclose(resolve); });
  await ada.stop();
  assert.strictEqual(await closed, undefined);

  // The other one stays, and is told when the server stops.
  const stopped = new Promise((resolve) => { grace.onclose(resolve); });
  console.log('chatted');
  await stopped;
}

main(process.argv[2]).then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  });
