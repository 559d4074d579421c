/// A complete conversation without a socket: a server is a fold of step over its inputs.
module Conversation

open Pure.WebSockets
open Pure.WebSockets.FSharp

/// A client's request. ByteString.FromText encodes a text as UTF-8; ByteString.From takes an array.
let request =
    [ "GET /chat HTTP/1.1"; "Host: example.org"; "Upgrade: websocket"; "Connection: Upgrade"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="; "Sec-WebSocket-Version: 13"; ""; "" ]
    |> String.concat "\r\n"
    |> ByteString.FromText

/// A frame of a client: the same encoder, with a masking key.
let masked opcode payload =
    ByteString.From(FrameEncoder.Encode(Frame(opcode, true, false, payload), MaskKey 0x01020304u))

/// An echo: the application's answer to each effect.
let answer effect =
    match effect with
    | UpgradeRequested _ -> [ Accept Acceptance.Plain ]
    | Message(kind, data) -> [ Send(kind, data, CompressionChoice.Default) ]
    | _ -> []

let describe output =
    match output with
    | Head bytes -> bytes.ToText().Split("\r\n")[0]
    | Framed frame -> string frame

let conversation =
    Connection.Server ConnectionOptions.Default
    |> Protocol.runAll
        answer
        [ Start
          Received request
          Received(masked Opcode.Ping (ByteString.FromText "are you there?"))
          Received(masked Opcode.Text (ByteString.FromText "hello"))
          Received(masked Opcode.Text (ByteString.From [| 0xFFuy |])) ]

for effect in conversation.Effects do
    printfn "   %O" effect

for output in conversation.Outputs do
    printfn "-> %s" (describe output)

match conversation.Next.Phase with
| Phase(Closed closure) -> closure.Error |> Option.ofCore |> Option.iter (printfn "closed: %O")
| Phase phase -> printfn "%O" phase
