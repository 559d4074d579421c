/// The host's companion is complete: it has each union of the host, each case and each field, each enum that an application matches on,
/// each exception of a send, and each option. These tests walk types by reflection; a consumer need not.
module Pure.WebSockets.FSharp.Tests.HostCompanionTests

open System
open System.Reflection
open FSharp.Reflection
open Microsoft.Extensions.Logging
open Microsoft.Extensions.Logging.Abstractions
open Xunit
open Pure.WebSockets.FSharp.Host

let host = typeof<WebSocketConnection>.Assembly
let companion = typeof<ClientOptions>.Assembly

let typeNamed name =
    match companion.GetType $"Pure.WebSockets.FSharp.Host.{name}" with
    | null -> failwith $"the companion has no {name}"
    | found -> found

/// The F# names that differ from the C# names.
let renamed =
    Map [ "MaxUnreadBytes", "MaxUnreadBytes"
          "CompactAfter", "CompactAfter"
          "StableAfter", "StableAfter"
          "Refused", "Rejected" ]

let nameOf name = renamed |> Map.tryFind name |> Option.defaultValue name

/// An abstract record that is public and has nested cases: a union, by the idiom of the host.
let unions =
    host.GetExportedTypes()
    |> Array.filter (fun found -> found.IsAbstract && not found.IsSealed && not found.IsInterface && not found.IsNested)
    |> Array.filter (fun found -> found.GetNestedTypes() |> Array.exists (fun case -> case.BaseType = found))

/// Enums that an application only sets. The companion abbreviates them.
let settings = [ "ServerTransport"; "SlowPeerPolicy" ]

let enums =
    host.GetExportedTypes() |> Array.filter (fun found -> found.IsEnum && not (List.contains found.Name settings))

let casesOf (union: Type) = host.GetTypes() |> Array.filter (fun found -> found.BaseType = union)

let nullability = NullabilityInfoContext()

let isMirrored (field: Type) = Array.contains field unions || Array.contains field enums

/// The F# type of a property of the host: its mirror, an option for what may be absent.
let rec asFSharp (field: PropertyInfo) =
    let optionOf (value: Type) = typedefof<_ option>.MakeGenericType value
    let found = field.PropertyType

    if isMirrored found then typeNamed found.Name
    elif found.IsGenericType && found.GetGenericTypeDefinition() = typedefof<LanguageExt.Option<_>> then
        optionOf (found.GetGenericArguments()[0])
    elif not (isNull (Nullable.GetUnderlyingType found)) then
        optionOf (nonNull (Nullable.GetUnderlyingType found))
    elif not found.IsValueType && nullability.Create(field).ReadState = NullabilityState.Nullable then optionOf found
    else found

/// The content of a case: the parameters of its constructor, and the properties that can be set.
let fieldsOf (case: Type) =
    let parameters =
        case.GetConstructors()
        |> Seq.collect _.GetParameters()
        |> Seq.map (fun parameter -> (string parameter.Name).ToLowerInvariant())
        |> Set

    case.GetProperties(BindingFlags.Public ||| BindingFlags.Instance)
    |> Array.filter (fun field -> Set.contains (field.Name.ToLowerInvariant()) parameters || not (isNull (field.GetSetMethod())))

let unionNames = unions |> Array.map (fun union -> TheoryDataRow<string> union.Name)
let enumNames = enums |> Array.map (fun found -> TheoryDataRow<string> found.Name)

[<Fact>]
let ``The host has the unions and enums that it is known to have, or more`` () =
    for name in [ "ClientProxy"; "ConnectAttempt"; "ConnectFailure" ] do
        Assert.Contains(unions, (fun union -> union.Name = name))

    for name in [ "ConnectStep"; "ProxyFault"; "SocksReply"; "TrySendResult" ] do
        Assert.Contains(enums, (fun found -> found.Name = name))

[<Theory; MemberData(nameof unionNames)>]
let ``A union of the host has a mirror with the same cases and the same fields`` (name: string) =
    let mirror = typeNamed name
    Assert.True(FSharpType.IsUnion mirror, $"the companion has no union {name}")

    let cases =
        unions
        |> Array.find (fun union -> union.Name = name)
        |> casesOf
        |> Array.map (fun case ->
            nameOf case.Name, set [ for field in fieldsOf case -> field.Name.ToLowerInvariant(), string (asFSharp field) ])

    let mirrored =
        FSharpType.GetUnionCases mirror
        |> Array.map (fun case ->
            case.Name, set [ for field in case.GetFields() -> field.Name.ToLowerInvariant(), string field.PropertyType ])

    Assert.Equal<(string * Set<string * string>) array>(Array.sortBy fst cases, Array.sortBy fst mirrored)

let seen (name: string) value =
    match typeNamed("HostPatterns").GetMethod $"|{name}|" with
    | null -> failwith $"the companion has no pattern {name}"
    | pattern -> pattern.Invoke(null, [| value |])

[<Theory; MemberData(nameof enumNames)>]
let ``A pattern turns each value of an enum of the host into the case of the same name`` (name: string) =
    let found = enums |> Array.find (fun found -> found.Name = name)
    let mirror = typeNamed name

    for value in Enum.GetValues found do
        let case, fields = FSharpValue.GetUnionFields(seen name value, mirror)
        Assert.Equal((string value, 0), (case.Name, fields.Length))

    let named = FSharpType.GetUnionCases mirror |> Array.filter (fun case -> case.GetFields().Length = 0)
    Assert.Equal(Enum.GetNames(found).Length, named.Length)

[<Fact>]
let ``Every exception of a send is matched by the pattern of a send's failures`` () =
    // A failure to connect is a Result in the companion.
    let exceptions =
        host.GetExportedTypes()
        |> Array.filter (fun found -> typeof<exn>.IsAssignableFrom found && found <> typeof<Pure.WebSockets.Host.WebSocketConnectException>)
        |> Array.map _.Name
        |> Array.sort

    Assert.Equal<string array>([| "WebSocketClosedException"; "WebSocketMisuseException" |], exceptions)
    Assert.Equal(exceptions.Length, (FSharpType.GetUnionCases typeof<SendFailure>).Length)

/// The options of the host, and their records.
let options: TheoryDataRow<Type, Type> array =
    [| TheoryDataRow<_, _>(typeof<Pure.WebSockets.Host.WebSocketClientOptions>, typeof<ClientOptions>)
       TheoryDataRow<_, _>(typeof<Pure.WebSockets.Host.WebSocketServerOptions>, typeof<ServerOptions>)
       TheoryDataRow<_, _>(typeof<Pure.WebSockets.Host.ReconnectOptions>, typeof<ReconnectOptions>)
       TheoryDataRow<_, _>(typeof<Pure.WebSockets.ConnectionOptions>, typeof<ProtocolOptions>) |]

let settable (found: Type) =
    found.GetProperties(BindingFlags.Public ||| BindingFlags.Instance) |> Array.filter (fun field -> not (isNull (field.GetSetMethod())))

[<Theory; MemberData(nameof options)>]
let ``Every option has a field of its name`` (found: Type) (record: Type) =
    let names = settable found |> Array.map (fun field -> nameOf field.Name) |> Array.sort
    let fields = FSharpType.GetRecordFields record |> Array.map _.Name |> Array.sort
    Assert.Equal<string array>(names, fields)

/// The properties that are equal in both, by name. Delegates are made anew each time, so only their absence is compared.
let equalIn one other =
    settable (one.GetType())
    |> Array.filter (fun field ->
        match field.GetValue one, field.GetValue other with
        | (:? Delegate), (:? Delegate) -> true
        | value, another -> Object.Equals(value, another))
    |> Array.map _.Name

[<Fact>]
let ``The defaults are those of the host`` () =
    let isSame (one: obj) (other: obj) = Assert.Equal((settable (one.GetType())).Length, (equalIn one other).Length)
    isSame Pure.WebSockets.Host.WebSocketClientOptions.Default (ClientOptions.Default.ToHost())
    isSame Pure.WebSockets.Host.WebSocketServerOptions.Default (ServerOptions.Default.ToHost())
    isSame Pure.WebSockets.Host.ReconnectOptions.Default (ReconnectOptions.Default.ToHost())

/// A value of the type that differs from the given one.
let rec different (wanted: Type) (value: obj | null) : obj | null =
    let isOption = wanted.IsGenericType && wanted.GetGenericTypeDefinition() = typedefof<_ option>

    match value with
    | :? int as number -> box (number + 1)
    | :? int64 as number -> box (number + 1L)
    | :? bool as flag -> box (not flag)
    | :? TimeSpan as time -> box (time + TimeSpan.FromSeconds 1.0)
    | :? (string list) -> box [ "other" ]
    | :? (Pure.WebSockets.Header list) -> box [ Pure.WebSockets.Header("Other", "other") ]
    | :? Version -> Net.HttpVersion.Version20
    | :? Enum as set -> Enum.GetValues wanted |> Seq.cast<obj> |> Seq.find (fun other -> not (Object.Equals(other, set)))
    | :? Pure.WebSockets.Limits -> Pure.WebSockets.Limits(MaxFragments = 7)
    | :? ProtocolOptions -> FSharpValue.MakeRecord(wanted, changedFields wanted (nonNull value))
    | :? Random -> Random 1
    | :? TimeProvider -> { new TimeProvider() with override _.TimestampFrequency = 1L }
    | :? ILogger -> Logger<obj>(NullLoggerFactory.Instance)
    | _ when isOption ->
        let inner = wanted.GetGenericArguments()[0]
        let some = FSharpType.GetUnionCases wanted |> Array.find (fun case -> case.Name = "Some")
        FSharpValue.MakeUnion(some, [| sample inner |])
    | _ -> sample wanted

/// A value of a type that an option can hold.
and sample (wanted: Type) : obj | null =
    if FSharpType.IsFunction wanted then FSharpValue.MakeFunction(wanted, fun _ -> null)
    elif wanted = typeof<int> then box 7
    elif wanted = typeof<int64> then box 7L
    elif wanted = typeof<HttpAuthorization> then HttpAuthorization.Bearer "token"
    elif wanted = typeof<Net.EndPoint> then Net.IPEndPoint(Net.IPAddress.Loopback, 1)
    elif wanted = typeof<Net.Http.HttpMessageInvoker> then new Net.Http.HttpMessageInvoker(new Net.Http.SocketsHttpHandler())
    else Activator.CreateInstance wanted

and changedFields (record: Type) (value: obj) : (obj | null) array =
    FSharpType.GetRecordFields record |> Array.map (fun field -> different field.PropertyType (field.GetValue value))

[<Fact>]
let ``Every field is passed on to the host`` () =
    let changed (record: Type) (value: obj) = FSharpValue.MakeRecord(record, changedFields record value)

    let isPassedOn (defaults: obj) (passed: obj) =
        Assert.Empty(equalIn defaults passed |> Array.filter (fun name -> name <> "ShouldRetry"))

    match changed typeof<ClientOptions> ClientOptions.Default, changed typeof<ServerOptions> ServerOptions.Default with
    | (:? ClientOptions as client), (:? ServerOptions as server) ->
        let client, server = client.ToHost(), server.ToHost()
        isPassedOn Pure.WebSockets.Host.WebSocketClientOptions.Default client
        isPassedOn Pure.WebSockets.Host.WebSocketServerOptions.Default server
        isPassedOn Pure.WebSockets.ConnectionOptions.Default client.Protocol
    | _ -> Assert.Fail "the records are of other types"

    match changed typeof<ReconnectOptions> ReconnectOptions.Default with
    | :? ReconnectOptions as reconnect -> isPassedOn Pure.WebSockets.Host.ReconnectOptions.Default (reconnect.ToHost())
    | _ -> Assert.Fail "the record is of another type"
