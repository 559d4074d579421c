'use strict';

// A client that is ws, tested by a fuzzing server: it asks how many cases there are, runs each and echoes, and has the reports written.
const WebSocket = require('ws');

const options = { perMessageDeflate: true, maxPayload: 64 * 1024 * 1024, rejectUnauthorized: false };

// What a connection says until it closes; its messages go back when it is a case.
async function hold(url, isCase) {
  const socket = new WebSocket(url, options);
  const said = [];
  socket.on('message', (data, isBinary) => (isCase ? socket.send(data, { binary: isBinary }) : said.push(data.toString())));
  socket.on('error', () => {});
  // Not once(): a connection that is failed, as many cases want it, has an error before its close.
  await new Promise((resolve) => socket.on('close', resolve));
  return said;
}

async function main(base, name, parallel, first, last) {
  const agent = encodeURIComponent(name);
  const [count] = await hold(`${base}/getCaseCount`, false);
  const end = Math.min(Number(count), Number(last));
  let next = Number(first);
  const lanes = Array.from({ length: Number(parallel) }, async () => {
    while (next <= end) await hold(`${base}/runCase?case=${next++}&agent=${agent}`, true);
  });
  await Promise.all(lanes);
  await hold(`${base}/updateReports?agent=${agent}`, false);
  console.log(count);
}

const [base, name = 'ws', parallel = '1', first = '1', last = 'Infinity'] = process.argv.slice(2);
main(base, name, parallel, first, last).catch((error) => {
  console.error(error);
  process.exit(1);
});
