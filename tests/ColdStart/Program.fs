/// Uses the library in one way in a fresh process, then tells what that loaded and compiled. tests/Host starts it and reads its lines.
module ColdStart

open System
open System.Net
open System.Threading.Tasks
open Microsoft.AspNetCore.Builder
open Microsoft.AspNetCore.Hosting
open Microsoft.Extensions.Logging
open Pure.WebSockets
open Pure.WebSockets.FSharp
open Pure.WebSockets.Host
open Pure.WebSockets.AspNetCore

let private compressing =
    ConnectionOptions(Compression = LanguageExt.Option<CompressionOptions>.Some CompressionOptions.Default)

let private long = String.replicate 100 "a compressed message "

let private echo (connection: WebSocketConnection) (stop: Threading.CancellationToken) : Task =
    task {
        let mutable goesOn = true

        while goesOn do
            let! message = connection.ReceiveAsync stop
            goesOn <- message.HasValue
            if goesOn then do! connection.SendAsync(message.Value.Kind, message.Value.Data, stop)
    }

/// Record equality and hash, both ways: what is equal and what is not.
let private compare (connection: WebSocketConnection) =
    let agreement () = Agreement.Compressed DeflateParameters.Default
    if agreement () <> agreement () || agreement().GetHashCode() <> agreement().GetHashCode() then failwith "equal records differ"
    if agreement () = Agreement.Plain then failwith "different records are equal"
    if connection.Agreement = Agreement.Plain then failwith "nothing is compressed"
    let closure ours =
        CloseResult(
            LanguageExt.Option<CloseStatus>.Some(CloseStatus(ours, "")),
            LanguageExt.Option<CloseStatus>.None,
            Side.Ours,
            LanguageExt.Option<ProtocolError>.None
        )
    if closure 1000 <> closure 1000 || closure 1000 = closure 1001 then failwith "closures compare wrongly"
    if Connection.Server compressing <> Connection.Server compressing then failwith "equal states differ"

let private talk (address: Uri) =
    task {
        let options = WebSocketClientOptions(Protocol = compressing)
        let! outcome = WebSocketClient.TryConnectAsync(address, options)

        match outcome with
        | Either(Ok(connection: WebSocketConnection)) ->
            do! connection.SendAsync(MessageKind.Text, ReadOnlyMemory(Text.Encoding.UTF8.GetBytes long))
            let! answer = connection.ReceiveAsync()

            if not answer.HasValue || answer.Value.Data.Length <> long.Length then failwith "no echo"
            compare connection
            let! closure = connection.CloseAsync()
            if not closure.Clean then failwith $"not closed cleanly: {closure}"
            do! (connection :> IAsyncDisposable).DisposeAsync()
        | Either(Error failure) -> failwith $"{failure}"
    }

let private serve (transport: ServerTransport) =
    let onError = Action<ErrorContext>(fun context -> Console.WriteLine $"error: {context.Exception.Message}")
    let options = WebSocketServerOptions(Protocol = compressing, Transport = transport, OnError = onError)
    WebSocketServer.Start(IPEndPoint(IPAddress.Loopback, 0), echo, options)

let private overServer transport =
    task {
        use server = serve transport
        do! talk (Uri $"ws://127.0.0.1:{server.Port}/")
    }

let private underAspNetCore () =
    task {
        let builder = WebApplication.CreateSlimBuilder()
        builder.Logging.ClearProviders() |> ignore
        builder.WebHost.UseUrls "http://127.0.0.1:0" |> ignore
        let app = builder.Build()
        let application = Func<WebSocketConnection, Threading.CancellationToken, Task>(echo)
        app.MapPureWebSocket("/", application, PureWebSocketEndpointOptions(Protocol = compressing)) |> ignore
        do! app.StartAsync()
        do! talk (Uri(Seq.head app.Urls |> _.Replace("http:", "ws:")))
        do! app.StopAsync()
    }

/// The protocol alone, without a socket.
let private pure' () =
    let bytes outputs =
        outputs
        |> List.map (fun output -> match output with Head bytes -> bytes | Framed frame -> ByteString.From(FrameEncoder.Encode frame))
        |> List.head

    let request =
        [ "GET / HTTP/1.1"
          "Host: h"
          "Upgrade: websocket"
          "Connection: Upgrade"
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
          "Sec-WebSocket-Version: 13"
          "Sec-WebSocket-Extensions: permessage-deflate"
          "\r\n" ]
        |> String.concat "\r\n"
        |> ByteString.FromText

    let frame = ByteString.From(FrameEncoder.Encode(Frame(Opcode.Text, true, false, ByteString.FromText "hello"), MaskKey 1u))
    let asked = Connection.Server compressing |> Protocol.step (Received request)
    let opened = asked.Next |> Protocol.step (Accept Acceptance.Plain)
    if not ((bytes opened.Outputs).ToText().Contains "permessage-deflate") then failwith "no compression was agreed to"
    let again = opened.Next |> Protocol.step (Received frame)
    let expected = Pure.WebSockets.FSharp.Effect.Message(MessageKind.Text, ByteString.FromText "hello")
    if again.Effects <> [ expected ] then failwith $"{again.Effects}"
    let sent = again.Next |> Protocol.step (Send(MessageKind.Text, ByteString.FromText long, CompressionChoice.Always))
    if (bytes sent.Outputs).Length > 100 then failwith "the message is not compressed"
    let closing = sent.Next |> Protocol.step (Close(CloseStatus(1000, "")))
    let other = sent.Next |> Protocol.step (Close(CloseStatus(1001, "")))
    if closing.Next.Phase = other.Next.Phase then failwith "different phases are equal"
    Task.CompletedTask

/// What the library no longer does, to see that it would be seen.
let private control () =
    let list () = LanguageExt.Seq.create<Header> [| Header("a", "b") |]
    if not ((list ()).Equals(list ())) then failwith "equal lists differ"
    Task.CompletedTask

/// Serves until its input ends, and says where.
let private untilTold transport =
    task {
        use server = serve transport
        Console.WriteLine $"port: {server.Port}"
        let! _ = Console.In.ReadLineAsync()
        ()
    }

/// How many descriptors of the process are of that kind.
let private openFiles (kind: string) =
    IO.Directory.GetFileSystemEntries "/proc/self/fd"
    |> Array.filter (fun entry -> string (IO.FileInfo(entry).LinkTarget) |> _.Contains(kind))
    |> Array.length

/// Takes all descriptors but some of the highest, tries to start a server, and says what came of it. The descriptors are given back.
let private startShort transport (left: int) =
    let taken = Collections.Generic.List<IO.FileStream>()

    let rec fill () =
        match (try taken.Add(new IO.FileStream("/dev/null", IO.FileMode.Open)); true with :? IO.IOException -> false) with
        | true -> fill ()
        | false -> ()

    fill ()
    for file in taken.GetRange(taken.Count - left, left) do file.Dispose()

    let outcome =
        try
            (serve transport :> IAsyncDisposable).DisposeAsync().AsTask().GetAwaiter().GetResult()
            "started"
        with :? IO.IOException as failure -> failure.Message

    for file in taken do file.Dispose()
    Console.WriteLine $"short: {outcome}"

/// Starts without descriptors to spare, then with them, and serves.
let private afterShortage transport =
    startShort transport 20
    overServer transport

/// The same where there are enough to begin and too few for a reactor for each core.
let private withoutReactors () =
    task {
        do! overServer ServerTransport.Sockets
        let others = openFiles "eventpoll"
        let tell () = Console.WriteLine(String.Join(" ", "reactors:", openFiles "eventpoll" - others, openFiles "eventfd"))
        startShort ServerTransport.Epoll 28
        tell ()
        do! overServer ServerTransport.Epoll
        tell ()
    }

/// Listens, and nobody connects: what was compiled, the start has compiled.
let private listens () =
    task {
        use server = serve ServerTransport.Sockets
        ()
    }

/// What was loaded and compiled, a line each.
let private tell (listener: Compiled.Listener) =
    let loaded = [ for assembly in AppDomain.CurrentDomain.GetAssemblies() -> string (assembly.GetName().Name) ] |> Set.ofList
    let referred =
        Reflection.Assembly.GetExecutingAssembly().GetReferencedAssemblies()
        |> Seq.map (fun assembly -> string assembly.Name)
        |> Set.ofSeq
    listener.Flush()
    let further = Set.ofList Further.names
    let names (set: Set<string>) = String.Join(' ', set)
    Console.WriteLine $"referred: {(Set.intersect further referred).Count}"
    Console.WriteLine $"loaded: {names (Set.intersect further loaded)}"
    Console.WriteLine $"warm: {names (Compiled.core listener.Methods)}"
    Console.WriteLine $"discovery: {String.Join(' ', Compiled.discovery listener.Methods)}"

[<EntryPoint>]
let main arguments =
    // A server without descriptors to spare has none for the runtime's events.
    let tells = not (arguments[0].StartsWith "serve-" || arguments[0].StartsWith "short-")
    use listener = if tells then new Compiled.Listener() else Unchecked.defaultof<_>

    let work: Task =
        match arguments[0] with
        | "sockets" -> overServer ServerTransport.Sockets
        | "epoll" -> overServer ServerTransport.Epoll
        | "aspnetcore" -> underAspNetCore ()
        | "pure" -> pure' ()
        | "control" -> control ()
        | "listens" -> listens ()
        | "short-sockets" -> afterShortage ServerTransport.Sockets
        | "short-epoll" -> afterShortage ServerTransport.Epoll
        | "short-reactors" -> withoutReactors ()
        | "serve-sockets" -> untilTold ServerTransport.Sockets
        | "serve-epoll" -> untilTold ServerTransport.Epoll
        | other -> failwith $"no such way: {other}"

    work.GetAwaiter().GetResult()
    if tells then tell listener
    0
