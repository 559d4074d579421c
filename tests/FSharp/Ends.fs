/// Two ends of the core, joined without a socket.
module Pure.WebSockets.FSharp.Tests.Ends

open Pure.WebSockets
open Pure.WebSockets.FSharp

let nonce = Octets.Of [| 0uy .. 15uy |]

let offer = UpgradeOffer("example.org", "/chat")

let clientOf offer options =
    match Connection.Client(offer, nonce, options) with
    | Either(Ok client) -> client
    | Either(Error refusal) -> failwith $"{refusal}"

/// The bytes of an output, masked where a client sends it.
let wire role output =
    match output, role with
    | Head bytes, _ -> bytes
    | Framed frame, Server -> Octets.Of(FrameEncoder.Encode frame)
    | Framed frame, Client -> Octets.Of(FrameEncoder.Encode(frame, MaskKey 0x37FA213Du))

/// Both ends, and all that was written and that happened at each so far, in order.
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

/// Each end is told its inputs, and each other's bytes cut by the network, until both have nothing left to say: each answers what it is
/// told as it comes. An end that closes its transport ends the other's stream.
let rec run (cut: Octets -> Octets list) (answer: Role -> Effect -> Input list) pending ends =
    match pending with
    | [] -> ends
    | (role, input) :: rest ->
        let connection =
            match role with
            | Server -> ends.Server
            | Client -> ends.Client

        let next, outputs, effects = connection |> Protocol.run (answer role) input

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

/// Says yes to every request.
let accepting _ effect =
    match effect with
    | UpgradeRequested _ -> [ Accept Acceptance.Plain ]
    | _ -> []

/// Two ends before the first byte.
let fresh options =
    { Client = clientOf offer options
      Server = Connection.Server options
      Written = []
      Happened = [] }

/// Two ends with the opening handshake behind them.
let opened options =
    fresh options |> run whole accepting [ Role.Server, Start; Role.Client, Start ]
