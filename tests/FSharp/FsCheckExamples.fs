/// The F# code of docs/properties.md, compiled and run here.
module Pure.WebSockets.FSharp.Tests.FsCheckExamples

open System
open System.IO
open System.Net.WebSockets
open System.Threading
open System.Threading.Tasks
open Xunit
open FsCheck
open FsCheck.FSharp
open FsCheck.Xunit
open Pure.WebSockets
open Pure.WebSockets.FSharp
open Pure.WebSockets.FsCheck

let echo (socket: WebSocket) : Task =
    let buffer = Array.zeroCreate<byte> 65536

    let rec loop () : Task<unit> =
        task {
            let! part = socket.ReceiveAsync(Memory buffer, CancellationToken.None)

            if part.MessageType = WebSocketMessageType.Close then
                let status = Option.ofNullable socket.CloseStatus |> Option.defaultValue WebSocketCloseStatus.Empty
                do! socket.CloseOutputAsync(status, socket.CloseStatusDescription, CancellationToken.None)
            else
                let data = ReadOnlyMemory(buffer, 0, part.Count)
                do! socket.SendAsync(data, part.MessageType, part.EndOfMessage, CancellationToken.None)
                return! loop ()
        }

    loop ()

let known =
    [ "the peer sent text that is not UTF-8"
      "the peer received an unmasked frame from a client, and did not fail the connection" ]

let options =
    ConformanceOptions
        .Open()
        .Ignoring(fun finding -> known |> List.exists (fun text -> finding.Text.StartsWith(text, StringComparison.Ordinal)))

[<Property(Replay = "(42,1)")>]
let ``The framework's WebSocket conforms`` () =
    let serve (stream: Stream) = echo (WebSocket.CreateFromStream(stream, WebSocketCreationOptions(IsServer = true)))
    ConformanceProperties.OfServer(serve, options)

[<Property(Arbitrary = [| typeof<WebSocketArbitraries> |])>]
let ``A broken frame fails the connection with its code`` (broken: BrokenFrame) =
    let connection = Connection.CreateOpen(broken.Receiver, Agreement.Plain, ConnectionOptions.Default)
    let transition = connection |> Protocol.run (fun _ -> []) (Received(ByteString.From(broken.Frame.ToBytes())))

    let isExpected =
        function
        | Failed error -> error.Code = broken.Code
        | _ -> false

    broken.IsWithinMessage || List.exists isExpected transition.Effects

[<Fact>]
let ``The generators are values of FsCheck in F# too`` () =
    let frames = WebSocketGen.Frame Role.Server |> Gen.sample 100
    Assert.All(frames, fun frame -> Assert.True(frame.Key.HasValue))
    let message = WebSocketGen.Message Role.Client |> Gen.map (fun message -> message.ToBytes().Length)
    Check.QuickThrowOnFailure(Prop.forAll (Arb.fromGen message) (fun length -> length >= 2))
