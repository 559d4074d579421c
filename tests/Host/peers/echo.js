'use strict';

// ws in both roles. Every message goes back, whole or in fragments, compressed or not, with pings in the middle; 'goodbye' closes the connection.
// First the port of the server is told. An address on a line of input: a client connects to it. Either way the address has behind its question mark what ws calls
// perMessageDeflate, or false. When a connection has ended a line tells how. With a file that holds a certificate and its key, all of it is behind TLS, and the client trusts that certificate.
const fs = require('node:fs');
const http = require('node:http');
const https = require('node:https');
const readline = require('node:readline');
const WebSocket = require('ws');

const pem = process.argv[2] && fs.readFileSync(process.argv[2]);
const tell = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);

const settings = (address) => ({ perMessageDeflate: JSON.parse(decodeURIComponent(address.slice(address.indexOf('?') + 1))) });

function echo(socket) {
  const pongs = [];
  let count = 0;
  socket.on('message', (data, binary) => {
    if (!binary && data.toString() === 'goodbye') {
      socket.close(3001, 'goodbye');
      return;
    }
    count++;
    const compress = count % 5 !== 0;
    let from = 0;
    for (let fragments = count % 3; fragments > 0; fragments--) {
      const to = from + Math.floor((data.length - from) / (fragments + 1));
      socket.send(data.subarray(from, to), { binary, compress, fin: false });
      if (count % 2 === 0) socket.ping(`${count}.${fragments}`);
      from = to;
    }
    socket.send(data.subarray(from), { binary, compress, fin: true });
  });
  socket.on('pong', (data) => pongs.push(data.toString()));
  socket.on('error', (error) => console.error(error));
  socket.on('close', (code, reason) => tell({ code, reason: reason.toString(), pongs }));
}

const server = pem ? https.createServer({ key: pem, cert: pem }) : http.createServer();
server.on('upgrade', (request, socket, head) => new WebSocket.Server({ noServer: true, ...settings(request.url) }).handleUpgrade(request, socket, head, echo));
server.listen(0, '127.0.0.1', () => tell(server.address().port));

readline
  .createInterface({ input: process.stdin })
  .on('line', (address) => echo(new WebSocket(address, { ca: pem, ...settings(address) })))
  .on('close', () => process.exit(0));
