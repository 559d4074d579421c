// Explains each byte of a WebSocket connection (RFC 6455 §5.2). The explanation is derived from the bytes. The caller states only whether
// permessage-deflate is in use, and where frames are known to start.
const octets = (() => {
  "use strict";
  const opcodes = { 0: "continuation", 1: "text", 2: "binary", 8: "close", 9: "ping", 10: "pong" };
  const codes = {
    1000: "normal closure", 1001: "going away", 1002: "protocol error", 1003: "unsupported data", 1005: "no code, never sent", 1006: "abnormal closure, never sent",
    1007: "invalid payload data", 1008: "policy violation", 1009: "message too big", 1010: "extension missing", 1011: "internal error", 1015: "TLS failed, never sent",
  };
  const hex = octet => octet.toString(16).padStart(2, "0");
  const bits = (octet, from, count) => octet.toString(2).padStart(8, "0").slice(from, from + count);
  const opcodeName = opcode => opcodes[opcode] ?? "reserved";
  const codeName = code => codes[code] ?? (code >= 4000 && code <= 4999 ? "private use" : code >= 3000 && code <= 3999 ? "registered" : "may not be sent");
  const ofHex = text => (text.match(/../g) ?? []).map(pair => parseInt(pair, 16));

  function firstMeaning(octet) {
    const reserved = [1, 2, 3].filter(at => octet & (0x80 >> at)).map(at => "RSV" + at);
    return `${bits(octet, 0, 1)} ${bits(octet, 1, 3)} ${bits(octet, 4, 4)}: ${octet & 0x80 ? "FIN, the last frame of its message" : "no FIN, more frames follow"}; ${reserved.length ? reserved.join(", ") + " set" : "no RSV bit"}; opcode ${octet & 15}, ${opcodeName(octet & 15)}`;
  }

  function secondMeaning(octet) {
    const length = octet & 0x7f;
    const said = length === 126 ? "126, the next 2 bytes are the length" : length === 127 ? "127, the next 8 bytes are the length" : `payload length ${length}`;
    return `${bits(octet, 0, 1)} ${bits(octet, 1, 7)}: ${octet & 0x80 ? "MASK, a key of 4 bytes follows the length" : "not masked"}; ${said}`;
  }

  const printed = code => code < 0x20 || code === 0x7f ? String.fromCodePoint(code < 0x20 ? 0x2400 + code : 0x2421) : /[\p{C}\p{Z}]/u.test(String.fromCodePoint(code)) && code !== 0x20 ? "" : `“${String.fromCodePoint(code)}”`;
  const named = code => `U+${code.toString(16).toUpperCase().padStart(4, "0")} ${printed(code)}`.trim();

  // Adds to the meaning of each byte of a text the code point to which the byte belongs. Marks bytes that are not valid UTF-8 (RFC 3629
  // §4).
  function explainText(notes) {
    for (let at = 0; at < notes.length;) {
      const octet = notes[at].plain;
      const length = octet < 0x80 ? 1 : octet >= 0xc2 && octet <= 0xdf ? 2 : octet >= 0xe0 && octet <= 0xef ? 3 : octet >= 0xf0 && octet <= 0xf4 ? 4 : 0;
      const low = octet === 0xe0 ? 0xa0 : octet === 0xf0 ? 0x90 : 0x80, high = octet === 0xed ? 0x9f : octet === 0xf4 ? 0x8f : 0xbf;
      let sound = length === 0 ? 0 : 1;
      while (sound > 0 && sound < length && at + sound < notes.length && notes[at + sound].plain >= (sound === 1 ? low : 0x80) && notes[at + sound].plain <= (sound === 1 ? high : 0xbf)) sound++;
      if (sound > 0 && sound === length) {
        const code = length === 1 ? octet : notes.slice(at + 1, at + length).reduce((sum, note) => sum << 6 | note.plain & 0x3f, octet & (0x7f >> length));
        for (let part = 0; part < length; part++) notes[at + part].meaning += length === 1 ? `, ${named(code)}` : `, byte ${part + 1} of ${length} of ${named(code)}`;
        at += length;
      } else {
        const isCut = sound > 0 && at + sound === notes.length;
        for (let part = 0; part < Math.max(sound, 1); part++) {
          notes[at + part].meaning += isCut ? ", of an incomplete code point" : part === 0 && (octet & 0xc0) === 0x80 ? ", not UTF-8: a continuation byte without a start" : ", not UTF-8: no valid continuation follows";
          if (!isCut) notes[at + part].field += " bad";
        }
        at += Math.max(sound, 1);
      }
    }
  }

  // Explains the bytes of one direction. A chunk is { octets, length, starts }. The list octets contains the bytes that are shown, and
  // length is the number of all bytes of the chunk. The flag starts states whether a frame is known to start here. Returns a list for each
  // chunk, which has an object { field, frame, meaning } for each shown byte. Bytes of payloads also have their unmasked value, plain.
  function explain(chunks, deflate) {
    let stage = "first", frame = null, place = 0, number = 0, text = null, message = null;
    const endText = () => { if (text) explainText(text.splice(0)); };
    const begin = () => { stage = "first"; frame = null; };

    function endFrame() {
      if (frame.opcode === 8) explainText(frame.reason);
      if (frame.final && frame.opcode < 8) { if (message === "text") endText(); message = null; }
      begin();
    }
    function afterHeader() {
      stage = "payload";
      place = 0;
      if (frame.length === 0) endFrame();
    }
    function afterLength() {
      place = 0;
      if (frame.masked) stage = "key"; else afterHeader();
    }

    const readers = {
      first(octet) {
        frame = { number: number++, final: octet >= 0x80, reserved: octet >> 4 & 7, opcode: octet & 15, key: [], parts: [], code: [], reason: [], length: 0 };
        if (frame.opcode === 1 || frame.opcode === 2) { endText(); message = frame.opcode === 1 && !(deflate && frame.reserved === 4) ? "text" : "data"; text = []; frame.isCompressed = deflate && frame.reserved === 4; }
        stage = "second";
        return { field: "head", meaning: firstMeaning(octet) };
      },
      second(octet) {
        frame.masked = octet >= 0x80;
        frame.length = octet & 0x7f;
        frame.extended = frame.length === 126 ? 2 : frame.length === 127 ? 8 : 0;
        place = 0;
        const said = { field: "length", meaning: secondMeaning(octet) };
        if (frame.extended) { frame.length = 0; stage = "extended"; } else afterLength();
        return said;
      },
      extended(octet) {
        const said = { field: "length", meaning: `length, byte ${place + 1} of ${frame.extended}` };
        frame.parts.push(said);
        frame.length = frame.length * 256 + octet;
        if (++place === frame.extended) {
          for (const part of frame.parts) part.meaning += `: payload length ${frame.length}`;
          afterLength();
        }
        return said;
      },
      key(octet) {
        frame.key.push(octet);
        const said = { field: "key", meaning: `masking key, byte ${place + 1} of 4: every fourth byte of the payload from the ${["first", "second", "third", "fourth"][place]} is combined with it` };
        if (++place === 4) afterHeader();
        return said;
      },
      payload(octet) {
        const mask = frame.masked ? frame.key[place % 4] : 0, plain = octet ^ mask;
        const origin = frame.masked ? `${hex(octet)} xor ${hex(mask)} = ${hex(plain)}` : hex(octet);
        const said = { field: "payload", plain, meaning: `payload, byte ${place + 1} of ${frame.length}: ${origin}` };
        if (frame.opcode === 8 && place < 2) {
          said.field = "code";
          said.meaning = `close code, byte ${place + 1} of 2: ${origin}`;
          frame.code.push(said);
          if (place === 1) {
            const code = frame.code[0].plain * 256 + plain;
            for (const part of frame.code) part.meaning += `; the code is ${code}, ${codeName(code)}`;
          }
        } else if (frame.opcode === 8) {
          said.meaning = `close reason, byte ${place - 1} of ${frame.length - 2}: ${origin}`;
          frame.reason.push(said);
        } else if (frame.opcode < 8 && message === "text") text.push(said);
        else if (frame.opcode < 8 && deflate && message === "data" && frame.isCompressed) said.meaning += ", compressed";
        else if (frame.opcode > 8 && plain >= 0x20 && plain < 0x7f) said.meaning += `, “${String.fromCharCode(plain)}”`;
        if (++place === frame.length) endFrame();
        return said;
      },
      lost: () => ({ field: "lost", meaning: "part of a frame whose beginning is not shown" }),
    };

    // Skips bytes that are not shown. If all these bytes belong to the payload of the current frame, the bytes after them can be explained.
    // Otherwise, no byte can be explained until a frame is known to start.
    function pass(count) {
      if (count === 0) return;
      if (text) endText();
      if (stage === "payload" && place + count <= frame.length) {
        place += count;
        if (place === frame.length) endFrame();
      } else stage = "lost";
    }

    const explained = chunks.map(chunk => {
      if (chunk.starts) begin();
      const notes = chunk.octets.map(octet => {
        const owner = frame, said = readers[stage](octet);
        return Object.assign(said, { frame: (owner ?? frame)?.number ?? number - 1 });
      });
      pass(chunk.length - chunk.octets.length);
      return notes;
    });
    endText();
    return explained;
  }

  // Restores the bytes of an HTTP head from its text in the page. Each LF becomes CR LF. Control pictures and code points such as ⟨U+0085⟩
  // become the characters that they stand for.
  function ofHead(text, isLatin) {
    const plain = text.replaceAll("\n", "\r\n").replace(/[\u2400-\u241f]/g, picture => String.fromCharCode(picture.charCodeAt(0) - 0x2400)).replaceAll("\u2421", "\x7f")
      .replace(/⟨U\+([0-9A-F]+)⟩/g, (_, digits) => String.fromCodePoint(parseInt(digits, 16)));
    return isLatin ? [...plain].map(letter => letter.charCodeAt(0) & 0xff) : [...new TextEncoder().encode(plain)];
  }
  const explainHead = (all, name) => all.map((octet, at) => ({
    field: "payload", frame: 0, meaning: `${name}, byte ${at + 1} of ${all.length}: ${hex(octet)}${octet === 13 ? ", CR" : octet === 10 ? ", LF: the end of a line" : octet >= 0x20 && octet < 0x7f ? `, “${String.fromCharCode(octet)}”` : ""}`,
  }));

  return { explain, ofHex, hex, ofHead, explainHead };
})();
if (typeof module !== "undefined") module.exports = octets;
