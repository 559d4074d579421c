// A program that NativeTests compiles ahead of time: a conversation in memory, and then a server and a client.
open System
open System.Net
open Pure.WebSockets
open Pure.WebSockets.FSharp
open Pure.WebSockets.FSharp.Host

let check otherwise holds =
    if not holds then
        invalidOp otherwise

let answer effect =
    match effect with
    | UpgradeRequested _ -> [ Accept Acceptance.Plain ]
    | Message(kind, data) -> [ Send(kind, data, CompressionChoice.Default) ]
    | _ -> []

let request =
    [ "GET / HTTP/1.1"; "Host: example.org"; "Upgrade: websocket"; "Connection: Upgrade"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="; "Sec-WebSocket-Version: 13"; ""; "" ]
    |> String.concat "\r\n"
    |> ByteString.ofText

let masked opcode payload =
    FrameEncoder.Encode(Frame(opcode, true, false, payload), MaskKey 7u) |> ByteString.ofArray

/// A whole conversation, and each union that a pattern makes of a type of the core.
let theProtocol () =
    let hello, broken = masked Opcode.Text (ByteString.ofText "hello"), masked Opcode.Text (ByteString.ofArray [| 255uy |])
    let inputs = [ Start; Received request; Received hello; Received broken ]
    let last = Connection.Server ConnectionOptions.Default |> Protocol.runAll answer inputs
    last.Outputs |> List.filter _.IsFramed |> List.length |> (=) 2 |> check "There are not two frames."
    last.Effects |> List.exists _.IsOpened |> check "The connection did not open."
    Snapshot.Read(Snapshot.Write last.Next) |> Result.ofEither |> Result.isOk |> check "The snapshot is not a state."
    check "Equal inputs differ." (Start = Start && Send(MessageKind.Text, ByteString.ofText "a", CompressionChoice.Default) <> Start)

    match last.Next.Phase with
    | Phase(Closed closure) -> closure.Error |> Option.ofCore |> Option.map string |> Option.defaultValue "no error"
    | Phase _ -> "not closed"

let echo connection _ =
    connection |> Connection.iter (fun message -> connection |> Connection.send message.Kind message.Data)

let accept (context: AcceptContext) =
    task { return if context.Request.Path = "/" then Ok Acceptance.Plain else Error(Rejection.ofStatus 404) }

let theHost () =
    task {
        let options =
            { ServerOptions.Default with
                Protocol.Compression = Some CompressionOptions.Default
                Accept = Some accept }

        use server = Server.startWith options (IPEndPoint(IPAddress.Loopback, 0)) echo
        let uri (path: string) = Uri(String.Concat("ws://", string server.LocalEndPoint, path))

        match! Client.connect (uri "/elsewhere") with
        | Error(Rejected response) -> check "The status is another." (response.Head.Status = 404)
        | _ -> invalidOp "The server did not reject."

        match! Client.connect (uri "/") with
        | Error failure -> return failure.Message
        | Ok client ->
            use client = client
            do! client |> Connection.sendText "hello"

            match! Connection.receive client with
            | Some(TextMessage text) -> check "The echo is another." (text = "hello")
            | _ -> invalidOp "There was no text."

            let! result = Connection.close client
            return String.Concat("closed with ", string result.Code)
    }

[<EntryPoint>]
let main _ =
    Console.WriteLine(theProtocol ())
    Console.WriteLine((theHost ()).Result)
    0
