/// What the runtime compiled: a method that ran is among it, as LanguageExt comes without native code.
module Compiled

open System.Collections.Concurrent
open System.Diagnostics.Tracing

/// The runtime's keyword for what it compiles.
let private jit: EventKeywords = LanguagePrimitives.EnumOfValue 0x10L

/// Listens to the runtime's own events.
type Listener() =
    inherit EventListener()
    let methods = ConcurrentQueue<string>()
    member _.Methods = methods.ToArray()

    override this.OnEventSourceCreated source =
        if source.Name = "Microsoft-Windows-DotNETRuntime" then
            this.EnableEvents(source, EventLevel.Verbose, jit)

    override _.OnEventWritten event =
        match event.EventName, event.Payload with
        | null, _ | _, null -> ()
        | name, payload -> if name.StartsWith "MethodLoadVerbose" then methods.Enqueue $"{payload[6]}.{payload[7]}"

    /// Waits until the event of a method that is compiled now has come: those before it have come, too.
    member _.Flush() =
        let last = System.Reflection.Emit.DynamicMethod("TheLastOne", typeof<int>, [||])
        let code = last.GetILGenerator()
        code.Emit System.Reflection.Emit.OpCodes.Ldc_I4_1
        code.Emit System.Reflection.Emit.OpCodes.Ret
        last.Invoke(null, [||]) |> ignore
        let clock = System.Diagnostics.Stopwatch.StartNew()

        while methods.ToArray() |> Array.forall (fun name -> not (name.Contains "TheLastOne")) do
            if clock.Elapsed.TotalMinutes > 1.0 then failwith "the runtime's events did not come within a minute"
            System.Threading.Thread.Sleep 10

/// The methods that look for class instances or keep them, type initialisers included.
let discovery (methods: string[]) =
    methods
    |> Array.filter (fun name ->
        [ "ClassInstancesAssembly"; "EqClass"; "OrdClass"; "HashableClass" ] |> List.exists name.Contains)
    |> Array.distinct

/// The types of the core that a connection runs through, of which some method was compiled.
let core (methods: string[]) =
    [ "Pure.WebSockets.Protocol"; "Pure.WebSockets.ServerHandshake"; "Pure.WebSockets.Inflater"; "Pure.WebSockets.Deflater" ]
    |> List.filter (fun name -> methods |> Array.exists (fun compiled -> compiled.StartsWith(name + ".")))
    |> Set.ofList
