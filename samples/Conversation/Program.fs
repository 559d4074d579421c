/// A whole conversation without a socket: a server is a fold of Step over what happened to it.
module Conversation

open System.Text
open Pure.WebSockets

let ascii (text: string) = Octets.Of(Encoding.ASCII.GetBytes text)

let request =
    [ "GET /chat HTTP/1.1"; "Host: example.org"; "Upgrade: websocket"; "Connection: Upgrade"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="; "Sec-WebSocket-Version: 13"; ""; "" ]
    |> String.concat "\r\n"

/// What a client would send: the same encoder, with a mask key.
let masked opcode (payload: Octets) =
    Octets.Of(FrameEncoder.Encode(Frame(opcode, true, false, payload), MaskKey 0x01020304u))

/// An echo: what the application asks for when something happened.
let answer (effect: Effect) : Input list =
    match effect with
    | :? Effect.UpgradeRequested -> [ Input.Accept Acceptance.Plain ]
    | :? Effect.Message as message -> [ Input.Send(message.Kind, message.Data) ]
    | _ -> []

let describe (output: Output) =
    match output with
    | :? Output.Head as head -> head.Bytes.ToText().Split("\r\n")[0]
    | :? Output.Framed as framed -> framed.Value.ToString()
    | other -> other.ToString()

/// Steps until nothing is left to answer.
let rec drive connection (inputs: Input list) =
    match inputs with
    | [] -> connection
    | input :: rest ->
        let step = Protocol.Step(connection, input)
        for output in step.Outputs do
            printfn "-> %s" (describe output)
        for effect in step.Effects do
            printfn "   %s" (effect.GetType().Name)
        drive step.Next ((step.Effects |> Seq.collect answer |> List.ofSeq) @ rest)

let ended =
    drive
        (Connection.Server ConnectionOptions.Default)
        [ Input.Start()
          Input.Received(ascii request)
          Input.Received(masked Opcode.Ping (ascii "are you there?"))
          Input.Received(masked Opcode.Text (ascii "hello"))
          Input.Received(masked Opcode.Text (Octets.Of [| 0xFFuy |])) ]

match ended.Phase with
| :? Phase.Closed as closed -> closed.Closure.Error.IfSome(fun error -> printfn "closed: %O" error) |> ignore
| phase -> printfn "%O" phase
