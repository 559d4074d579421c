/// What an F# consumer of the public surface does not need: casts, null and byrefs. The sample and these tests, but for the folder
/// Upkeep, are such consumers.
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

let forbidden =
    Regex(@":\?|:>|\b(upcast|downcast|box|unbox|null|isNull|nonNull|nullArg|defaultof|byref|inref|outref|nativeptr|mutable)\b|&&?[A-Za-z(]")

/// Code without its comments and the texts in it.
let code line =
    Regex.Replace(Regex.Replace(line, "\"[^\"]*\"|``[^`]*``", "\"\""), "//.*$", "")

[<Fact>]
let ``The consumer's code is all read`` () =
    for name in [ "Program.fs"; "Ends.fs"; "HandshakeTests.fs"; "ConversationTests.fs"; "MatchingTests.fs"; "DualityTests.fs" ] do
        Assert.Contains($"source/{name}", assembly.GetManifestResourceNames())

[<Theory>]
[<InlineData "    | :? Effect.Message as message ->">]
[<InlineData "let input = Input.Start() :> Input">]
[<InlineData "if value = null then">]
[<InlineData "Kernel.Receive(connection, &input)">]
let ``A line that casts, knows null or takes an address is found`` (line: string) = Assert.Matches(forbidden, code line)

[<Theory; MemberData(nameof sources)>]
let ``A consumer casts nothing, knows no null and takes no address`` (name: string) =
    use reader = new StreamReader(nonNull (assembly.GetManifestResourceStream name))

    let found =
        reader.ReadToEnd().Split '\n'
        |> Array.mapi (fun at line -> at + 1, line)
        |> Array.filter (fun (_, line) -> forbidden.IsMatch(code line))

    Assert.Empty found
