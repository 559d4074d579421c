// Runs each case of the tester at PUREWS_URL, with ws as the client.
const WebSocket = require('ws');

const base = process.env.PUREWS_URL.replace(/\/$/, '');

// Echoes what arrives until the connection ends. The result is the last message.
const run = (path) =>
  new Promise((resolve) => {
    const socket = new WebSocket(base + path, { perMessageDeflate: true });
    let last;
    socket.on('message', (data, isBinary) => {
      last = data;
      if (path.startsWith('/runCase')) socket.send(data, { binary: isBinary });
    });
    // Many cases break a rule, and the connection fails.
    socket.on('error', () => {});
    socket.on('close', () => resolve(last));
  });

(async () => {
  const count = Number(await run('/getCaseCount'));
  for (let number = 1; number <= count; number++) await run(`/runCase?case=${number}&agent=ws`);
  await run('/updateReports?agent=ws');
})();
