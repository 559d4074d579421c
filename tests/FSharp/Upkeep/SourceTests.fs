/// An F# consumer of the public surface needs no casts, no null and no byrefs. The samples and these tests, except the folder Upkeep, are
/// such consumers.
module Pure.WebSockets.FSharp.Tests.SourceTests

open System.IO
open System.Reflection
open System.Text.RegularExpressions
open Xunit

let assembly = Assembly.GetExecutingAssembly()

let sources =
    assembly.GetManifestResourceNames()
    |> Array.filter (fun name -> name.StartsWith "source/")
    |> Array.map (fun name -> TheoryDataRow<string> name)

/// A handler may match an exception by its type, as F# has no other way.
let forbidden =
    let casts = @"(?<!\bwith ):\?|:>|\b(upcast|downcast|box|unbox)\b"
    let nulls = @"\b(null|isNull|nonNull|nullArg|defaultof)\b"
    let addresses = @"\b(byref|inref|outref|nativeptr|mutable)\b|&&?[A-Za-z(]"
    Regex $"{casts}|{nulls}|{addresses}"

/// The line without its comment and its string literals.
let code line =
    Regex.Replace(Regex.Replace(line, "\"[^\"]*\"|``[^`]*``", "\"\""), "//.*$", "")

[<Fact>]
let ``All of the consumers' code is read`` () =
    let samples = [ "Program.fs"; "Server.fs"; "Client.fs" ]
    let core = [ "Ends.fs"; "HandshakeTests.fs"; "ConversationTests.fs"; "MatchingTests.fs"; "DualityTests.fs"; "FsCheckExamples.fs" ]
    let host = [ "ConnectTests.fs"; "MessageTests.fs"; "HostMatchingTests.fs"; "PageExamples.fs" ]

    for name in samples @ core @ host do
        Assert.Contains($"source/{name}", assembly.GetManifestResourceNames())

[<Theory>]
[<InlineData "    | :? Effect.Message as message ->">]
[<InlineData "let input = Input.Start() :> Input">]
[<InlineData "if value = null then">]
[<InlineData "Kernel.Receive(connection, &input)">]
let ``A line with a cast, a null or an address is found`` (line: string) = Assert.Matches(forbidden, code line)

[<Theory; MemberData(nameof sources)>]
let ``A consumer has no cast, no null and no address`` (name: string) =
    use reader = new StreamReader(nonNull (assembly.GetManifestResourceStream name))

    let found =
        reader.ReadToEnd().Split '\n'
        |> Array.mapi (fun at line -> at + 1, line)
        |> Array.filter (fun (_, line) -> forbidden.IsMatch(code line))

    Assert.Empty found
