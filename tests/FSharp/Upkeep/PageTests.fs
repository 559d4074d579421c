/// The code of docs/fsharp.md: each block stands on the page as it stands in a source that is compiled.
module Pure.WebSockets.FSharp.Tests.PageTests

open System.IO
open System.Reflection
open Xunit

let read name =
    use reader = new StreamReader(nonNull (Assembly.GetExecutingAssembly().GetManifestResourceStream name))
    reader.ReadToEnd()

let blocksOf page =
    (read page).Split "```fsharp\n" |> Array.tail |> Array.map (fun (rest: string) -> rest.Split("```")[0])

let blocks = blocksOf "page/fsharp.md"

/// The lines without their indentation, which is another one in a test.
let lines (code: string) =
    code.Split '\n' |> Array.map _.Trim() |> Array.filter (fun line -> line.Length > 0) |> String.concat "\n"

[<Fact>]
let ``The page begins with the server and the client of the samples`` () =
    Assert.Equal(read "source/Server.fs", blocks[0])
    Assert.Equal(read "source/Client.fs", blocks[1])

[<Theory; InlineData "source/Server.fs"; InlineData "source/Client.fs">]
let ``A program of the page has at most 30 lines`` (name: string) =
    Assert.InRange((read name).TrimEnd('\n').Split('\n').Length, 20, 30)

[<Fact>]
let ``The other code of the page stands in PageExamples`` () =
    let examples = lines (read "source/PageExamples.fs")
    Assert.InRange(blocks.Length, 6, 20)

    for block in Array.skip 2 blocks do
        Assert.Contains(lines block, examples)

[<Fact>]
let ``The F# code of the page about properties stands in FsCheckExamples`` () =
    let examples = lines (read "source/FsCheckExamples.fs")
    let blocks = blocksOf "page/properties.md"
    Assert.NotEmpty blocks

    for block in blocks do
        Assert.Contains(lines block, examples)
