'use strict';

// A server of ws that echoes, and whose process exits with 3 when a ping of 100 bytes or more arrives.
// The argument is the port, or 0 for a free one. The port is told.
const WebSocket = require('ws');

const server = new WebSocket.Server({ host: '127.0.0.1', port: Number(process.argv[2] ?? 0), perMessageDeflate: false });
server.on('listening', () => console.log(server.address().port));
server.on('connection', (socket) => {
  socket.on('message', (data, binary) => socket.send(data, { binary }));
  socket.on('ping', (data) => {
    if (data.length >= 100) process.exit(3);
  });
  socket.on('error', () => {});
});
