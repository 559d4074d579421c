/// Two endpoints of the core, connected without a socket.
module Pure.WebSockets.FSharp.Tests.Ends

open Pure.WebSockets
open Pure.WebSockets.FSharp

let nonce = ByteString.From [| 0uy .. 15uy |]

let offer = UpgradeOffer("example.org", "/chat")

let clientOf offer options =
    match Connection.Client(offer, nonce, options) with
    | Either(Ok client) -> client
    | Either(Error misuse) -> failwith $"{misuse}"

/// The bytes of an output, masked when a client sends it.
let wire role output =
    match output, role with
    | Head bytes, _ -> bytes
    | Framed frame, Server -> ByteString.From(FrameEncoder.Encode frame)
    | Framed frame, Client -> ByteString.From(FrameEncoder.Encode(frame, MaskKey 0x37FA213Du))

/// Both endpoints, and the outputs and effects of each so far, in order.
type Ends =
    { Client: Connection
      Server: Connection
      Written: (Role * Output) list
      Happened: (Role * Effect) list }

    member ends.At role =
        ends.Happened |> List.filter (fst >> (=) role) |> List.map snd

    member ends.From role =
        ends.Written |> List.filter (fst >> (=) role) |> List.map snd

let other role =
    match role with
    | Server -> Role.Client
    | Client -> Role.Server

/// Steps each endpoint with its inputs and with the other's bytes, cut by the network, until no input is pending. Each endpoint answers
/// an effect before its next input. An endpoint that closes its transport ends the other's stream.
let rec run (cut: ByteString -> ByteString list) (answer: Role -> Effect -> Input list) pending ends =
    match pending with
    | [] -> ends
    | (role, input) :: rest ->
        let connection =
            match role with
            | Server -> ends.Server
            | Client -> ends.Client

        let { Next = next; Outputs = outputs; Effects = effects } = connection |> Protocol.run (answer role) input

        let ends =
            match role with
            | Server -> { ends with Server = next }
            | Client -> { ends with Client = next }

        let arriving = outputs |> List.collect (wire role >> cut) |> List.map (fun bytes -> other role, Received bytes)

        let ending =
            effects
            |> List.choose (fun effect ->
                match effect with
                | CloseTransport _ -> Some(other role, EndOfStream)
                | _ -> None)

        { ends with
            Written = ends.Written @ List.map (fun output -> role, output) outputs
            Happened = ends.Happened @ List.map (fun effect -> role, effect) effects }
        |> run cut answer (rest @ arriving @ ending)

let whole bytes = [ bytes ]

/// Accepts every request.
let accepting _ effect =
    match effect with
    | UpgradeRequested _ -> [ Accept Acceptance.Plain ]
    | _ -> []

/// Two endpoints before the first byte.
let fresh options =
    { Client = clientOf offer options
      Server = Connection.Server options
      Written = []
      Happened = [] }

/// Two endpoints after the opening handshake.
let opened options =
    fresh options |> run whole accepting [ Role.Server, Start; Role.Client, Start ]
