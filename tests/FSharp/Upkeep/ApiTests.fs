/// The public API of the companions is in text files, so that a change of it is seen in a review. The compiler does that for C# only.
module Pure.WebSockets.FSharp.Tests.ApiTests

open System
open System.IO
open System.Reflection
open Xunit

let declared =
    BindingFlags.Public ||| BindingFlags.Instance ||| BindingFlags.Static ||| BindingFlags.DeclaredOnly

/// The accessors of a property are not listed, since the property is.
let isAccessor (mem: MemberInfo) =
    match mem with
    | :? MethodInfo as method -> method.IsSpecialName && not (method.Name.StartsWith("op_", StringComparison.Ordinal))
    | _ -> false

let membersOf (found: Type) =
    found.GetMembers declared
    |> Array.filter (fun mem -> not (isAccessor mem) && mem.MemberType <> MemberTypes.NestedType)
    |> Array.map (fun mem -> $"{found}: {mem}")

let linesOf (assembly: Assembly) =
    assembly.GetExportedTypes()
    |> Array.collect (fun found -> Array.append [| $"{found}" |] (membersOf found))
    |> Array.sortWith (fun one other -> String.CompareOrdinal(one, other))

let libraries =
    [| TheoryDataRow<string, Type>("FSharp", typeof<Pure.WebSockets.FSharp.Input>)
       TheoryDataRow<string, Type>("FSharp.Host", typeof<Pure.WebSockets.FSharp.Host.ServerOptions>) |]

[<Theory; MemberData(nameof libraries)>]
let ``PublicAPI.txt lists the public API`` (folder: string) (known: Type) =
    let path = Path.GetFullPath(Path.Combine(__SOURCE_DIRECTORY__, "../../../src", folder, "PublicAPI.txt"))
    let lines = linesOf known.Assembly
    Assert.True(lines.Length > 100, $"{lines.Length} members were found")

    if Environment.GetEnvironmentVariable "PUREWS_RENEW" = "1" then
        File.WriteAllLines(path, lines)

    let listed = File.ReadAllLines path
    let added, removed = Array.except listed lines, Array.except lines listed

    Assert.True(
        Array.isEmpty added && Array.isEmpty removed,
        $"The public API of src/{folder} is not what PublicAPI.txt lists. Look at the difference, and write the file with PUREWS_RENEW=1.\n"
        + String.Join('\n', Array.append (Array.map (sprintf "+ %s") added) (Array.map (sprintf "- %s") removed))
    )
