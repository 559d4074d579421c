'use strict';

// zlib at the other end of a pipe: it inflates and deflates messages as permessage-deflate has them (RFC 7692 §7.2).
// In comes, again and again, a frame of JSON that says how and how many, and that many messages, a frame each. Out goes what they become, a frame each.
// A frame is its length in four bytes, the least significant first, and its bytes.
const zlib = require('node:zlib');

const TAIL = Buffer.from([0x00, 0x00, 0xff, 0xff]);

async function* frames(stream) {
  let held = Buffer.alloc(0);
  for await (const chunk of stream) {
    held = held.length > 0 ? Buffer.concat([held, chunk]) : chunk;
    while (held.length >= 4 && held.length >= 4 + held.readUInt32LE(0)) {
      const end = 4 + held.readUInt32LE(0);
      yield held.subarray(4, end);
      held = held.subarray(end);
    }
  }
}

function write(frame) {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(frame.length);
  process.stdout.write(Buffer.concat([length, frame]));
}

// What comes out of the engine until all that went in has been dealt with.
function pass(engine, data, flush) {
  return new Promise((resolve, reject) => {
    const chunks = [];
    const keep = (chunk) => chunks.push(chunk);
    engine.on('data', keep).once('error', reject);
    engine.write(data);
    engine.flush(flush, () => {
      engine.off('data', keep).off('error', reject);
      resolve(Buffer.concat(chunks));
    });
  });
}

async function inflate(engine, payload) {
  return pass(engine, Buffer.concat([payload, TAIL]), zlib.constants.Z_SYNC_FLUSH);
}

async function deflate(engine, message, flush) {
  const out = await pass(engine, message, zlib.constants[flush]);
  if (flush === 'Z_FINISH') return Buffer.concat([out, Buffer.alloc(1)]);
  if (!out.subarray(-4).equals(TAIL)) throw new Error(`a flush ended with ${out.subarray(-4).toString('hex')}`);
  return out.subarray(0, -4);
}

async function main() {
  const input = frames(process.stdin);
  for (let next = await input.next(); !next.done; next = await input.next()) {
    const how = JSON.parse(next.value.toString());
    const begin = () => (how.act === 'inflate' ? zlib.createInflateRaw(how.options) : zlib.createDeflateRaw(how.options));
    let engine = begin();
    for (let count = 0; count < how.count; count++) {
      const { value } = await input.next();
      write(await (how.act === 'inflate' ? inflate(engine, value) : deflate(engine, value, how.flush)));
      if (how.takeover) continue;
      engine.close();
      engine = begin();
    }
    engine.close();
  }
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
