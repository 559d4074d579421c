module Pure.WebSockets.FSharp.Tests.DualityTests

open Xunit
open FsCheck
open FsCheck.FSharp
open Pure.WebSockets
open Pure.WebSockets.FSharp
open Pure.WebSockets.FSharp.Tests.Ends

/// A message: its sender, its kind and its fragments.
type Sent =
    { By: Role
      Kind: MessageKind
      Parts: string list }

let sent =
    gen {
        let! by = Gen.elements [ Role.Client; Role.Server ]
        let! kind = Gen.elements [ MessageKind.Text; MessageKind.Binary ]
        let! parts = Gen.nonEmptyListOf (Gen.elements [ ""; "a"; "grüße"; "🕊"; String.replicate 40 "again and " ])
        return { By = by; Kind = kind; Parts = parts }
    }

let conversation =
    gen {
        let! messages = Gen.listOf sent
        let! size = Gen.choose (1, 300)
        let! isCompressed = Gen.elements [ true; false ]
        return messages, size, isCompressed
    }

let shrinkConversation (messages, size, isCompressed) =
    seq {
        for fewer in ArbMap.defaults |> ArbMap.arbitrary<int list> |> Arb.toShrink <| List.mapi (fun at _ -> at) messages do
            if fewer |> List.forall (fun at -> at >= 0 && at < messages.Length) then
                fewer |> List.map (fun at -> messages[at]), size, isCompressed
    }

let inputsOf message =
    let last = message.Parts.Length - 1
    message.Parts
    |> List.mapi (fun at part ->
        message.By, SendPart(message.Kind, ByteString.FromText part, (at = last), CompressionChoice.Default))

let cutInto size (bytes: ByteString) =
    bytes.ToArray() |> Array.chunkBySize size |> Array.map (fun cut -> ByteString.From cut) |> List.ofArray

let received role (ends: Ends) =
    ends.At role
    |> List.choose (fun effect ->
        match effect with
        | Message(kind, data) -> Some(kind, data.ToText())
        | _ -> None)

[<Fact>]
let ``Two endpoints receive each message once and in order, however it was fragmented, compressed and cut`` () =
    let law (messages, size, isCompressed) =
        let compression = if isCompressed then Some CompressionOptions.Default else None
        let options = ConnectionOptions(Compression = Option.toCore compression)
        let ends = opened options |> run (cutInto size) accepting (List.collect inputsOf messages)

        let receivesAll role =
            let sent = messages |> List.filter (fun message -> message.By = other role)
            received role ends = [ for message in sent -> message.Kind, String.concat "" message.Parts ]

        (receivesAll Role.Client && receivesAll Role.Server)
        |> Prop.classify (messages.Length > 3) "more than three messages"
        |> Prop.classify isCompressed "compressed"

    let property = Prop.forAll (Arb.fromGenShrink (conversation, shrinkConversation)) law
    Check.One(Config.QuickThrowOnFailure.WithMaxTest(300).WithQuietOnSuccess true, property)

let bytes = Gen.arrayOf (Gen.choose (0, 255) |> Gen.map byte) |> Gen.map (fun bytes -> ByteString.From bytes)

let anyInput =
    let compress = Gen.elements [ CompressionChoice.Default; CompressionChoice.Always; CompressionChoice.Never ]
    let kind = Gen.elements [ MessageKind.Text; MessageKind.Binary ]

    Gen.oneof
        [ Gen.elements
              [ Start
                Continue
                EndOfStream
                Compact
                Accept Acceptance.Plain
                Reject(Rejection.WithStatus 403)
                Close CloseStatus.None
                Elapsed TimerKind.Pong ]
          Gen.map Received bytes
          Gen.map Ping bytes
          Gen.map Pong bytes
          Gen.map3 (fun kind data compress -> Send(kind, data, compress)) kind bytes compress
          Gen.map4
              (fun kind data final compress -> SendPart(kind, data, final, compress))
              kind
              bytes
              (Gen.elements [ true; false ])
              compress ]

[<Fact>]
let ``An input that is converted to the core and back is the same`` () =
    let law input =
        match Input.toCore input with
        | Input back -> back = input

    Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000).WithQuietOnSuccess true, Prop.forAll (Arb.fromGen anyInput) law)

[<Fact>]
let ``Inputs stepped one by one or all at once give the same result`` () =
    let law inputs =
        let server = (opened ConnectionOptions.Default).Server

        let step earlier input =
            let transition = earlier.Next |> Protocol.run (accepting Role.Server) input

            { transition with
                Outputs = earlier.Outputs @ transition.Outputs
                Effects = earlier.Effects @ transition.Effects }

        let before = { Next = server; Outputs = []; Effects = []; InputWaits = false }
        (server |> Protocol.runAll (accepting Role.Server) inputs) = List.fold step before inputs

    Check.One(Config.QuickThrowOnFailure.WithMaxTest(300).WithQuietOnSuccess true, Prop.forAll (Arb.fromGen (Gen.listOf anyInput)) law)
