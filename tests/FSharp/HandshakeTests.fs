module Pure.WebSockets.FSharp.Tests.HandshakeTests

open Xunit
open Pure.WebSockets
open Pure.WebSockets.FSharp
open Pure.WebSockets.FSharp.Tests.Ends

/// The example of RFC 6455 §1.3.
let request =
    [ "GET /chat HTTP/1.1"; "Host: server.example.com"; "Upgrade: websocket"; "Connection: Upgrade"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="; "Origin: http://example.com"
      "Sec-WebSocket-Protocol: chat, superchat"; "Sec-WebSocket-Version: 13"; ""; "" ]

let bytesOf lines = ByteString.FromText(String.concat "\r\n" lines)

[<Fact>]
let ``A server answers the request of RFC 6455 §1.3 with its accept key and the subprotocol chosen`` () =
    let answered =
        HeadParser.ParseRequest(bytesOf request)
        |> Result.ofEither
        |> Result.bind (ServerHandshake.Check >> Result.ofEither)
        |> Result.map (fun asked -> asked, Acceptance(asked.ChooseSubprotocol "chat", []))
        |> Result.bind (fun (asked, acceptance) ->
            ServerHandshake.Accept(asked, acceptance, Option.toCore None)
            |> Result.ofEither
            |> Result.mapError (fun misuse -> HandshakeError(500, [], misuse.Rule, misuse.Why)))

    match answered with
    | Ok struct (response, agreement) ->
        Assert.Equal(101, response.Status)
        Assert.Equal(Some "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", HeaderList.Single(response.Headers, "Sec-WebSocket-Accept") |> Option.ofCore)
        Assert.Equal(Some "chat", Option.ofCore agreement.Subprotocol)
    | Error error -> Assert.Fail $"{error}"

[<Fact>]
let ``A request of another version is rejected with the rule and the status of the response`` () =
    let old = request |> List.map (fun line -> line.Replace("Version: 13", "Version: 8"))

    match HeadParser.ParseRequest(bytesOf old) |> Result.ofEither |> Result.bind (ServerHandshake.Check >> Result.ofEither) with
    | Error error ->
        Assert.Equal(426, error.Status)
        Assert.Equal("RFC 6455 §4.2.2", error.Rule)
        Assert.Contains(Header("Sec-WebSocket-Version", "13"), error.Headers)
    | Ok asked -> Assert.Fail $"accepted: {asked}"

[<Fact>]
let ``A client accepts the answer to its own key and no other`` () =
    let checkOf key =
        let response =
            ResponseHead(
                101,
                "Switching Protocols",
                Seq.ofList
                    [ Header("Upgrade", "websocket")
                      Header("Connection", "Upgrade")
                      Header("Sec-WebSocket-Accept", AcceptKey.Compute key) ]
            )

        ClientHandshake.Check(response, offer, nonce, []) |> Result.ofEither

    match checkOf "AAECAwQFBgcICQoLDA0ODw==", checkOf "dGhlIHNhbXBsZSBub25jZQ==" with
    | Ok agreement, Error error ->
        Assert.Equal(None, Option.ofCore agreement.Subprotocol)
        Assert.Equal("RFC 6455 §4.1", error.Rule)
    | both -> Assert.Fail $"{both}"

[<Fact>]
let ``An offer that cannot be written is an error`` () =
    match Connection.Client(UpgradeOffer("example.org", "/a b"), nonce, ConnectionOptions.Default) with
    | Either(Error misuse) -> Assert.Contains("RFC", misuse.Rule)
    | Either(Ok client) -> Assert.Fail $"accepted: {client}"

[<Fact>]
let ``Both endpoints open with the subprotocol that the server chose`` () =
    let choosing _ effect =
        match effect with
        | UpgradeRequested asked ->
            let fields = [ Header("Set-Cookie", "a=1") ]
            [ Accept(Acceptance(asked.ChooseSubprotocol("chat", "superchat"), fields)) ]
        | _ -> []

    let offer = UpgradeOffer("example.org", "/chat", Subprotocols = [ "superchat"; "chat" ])

    let ends =
        { fresh ConnectionOptions.Default with Client = clientOf offer ConnectionOptions.Default }
        |> run whole choosing [ Role.Client, Start ]

    for role in [ Role.Client; Role.Server ] do
        let chosen =
            ends.At role
            |> List.choose (fun effect ->
                match effect with
                | Opened(agreement, _) -> Some(Option.ofCore agreement.Subprotocol)
                | _ -> None)

        Assert.Equal<string option list>([ Some "chat" ], chosen)

[<Fact>]
let ``A client that is rejected gets the complete response`` () =
    let refusing _ effect =
        match effect with
        | UpgradeRequested _ ->
            let fields = [ Header("WWW-Authenticate", "Basic") ]
            [ Reject(Rejection(401, fields, ByteString.FromText "who are you?")) ]
        | _ -> []

    let ends = fresh ConnectionOptions.Default |> run whole refusing [ Role.Client, Start ]

    let refusals =
        ends.At Role.Client
        |> List.choose (fun effect ->
            match effect with
            | UpgradeRejected response -> Some(response.Head.Status, response.Body.ToText())
            | _ -> None)

    Assert.Equal<(int * string) list>([ 401, "who are you?" ], refusals)
