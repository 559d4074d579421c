/// What opening the namespaces does to the names of a file: no name of FSharp.Core changes its meaning.
module Pure.WebSockets.FSharp.Tests.NameTests

open System
open System.Reflection
open FSharp.Reflection
open Xunit

let companions = [ typeof<Pure.WebSockets.FSharp.Input>.Assembly; typeof<Pure.WebSockets.FSharp.Host.ClientOptions>.Assembly ]

let has<'attribute when 'attribute :> Attribute> (found: Type) = found.IsDefined(typeof<'attribute>, false)

let isModule (found: Type) =
    found.GetCustomAttributes<CompilationMappingAttribute>()
    |> Seq.exists (fun mapping -> mapping.SourceConstructFlags = SourceConstructFlags.Module)

/// The name in the source: a module beside a type of its name has a suffix.
let nameOf (found: Type) =
    if isModule found && found.Name.EndsWith "Module" then
        found.Name[.. found.Name.Length - "Module".Length - 1]
    else
        found.Name.Split('`')[0]

/// The names of the functions of a module, and the cases of its active patterns.
let valuesOf (found: Type) =
    found.GetMembers(BindingFlags.Public ||| BindingFlags.Static ||| BindingFlags.DeclaredOnly)
    |> Array.collect (fun value ->
        let name =
            match value.GetCustomAttribute<CompilationSourceNameAttribute>() with
            | null -> value.Name
            | source -> source.SourceName

        name.Split('|', StringSplitOptions.RemoveEmptyEntries) |> Array.filter (fun case -> case <> "_"))
    |> Array.distinct

let casesOf (found: Type) =
    if FSharpType.IsUnion found && not (has<RequireQualifiedAccessAttribute> found) then
        FSharpType.GetUnionCases found |> Array.map _.Name
    else
        [||]

/// The values, patterns and cases of FSharp.Core that every file can use without a qualifier, and its types.
let coreValues, coreTypes =
    let core = typeof<int list>.Assembly

    let openNamespaces =
        [ "Microsoft.FSharp.Core"; "Microsoft.FSharp.Collections"; "Microsoft.FSharp.Control" ]

    let opened =
        core.GetExportedTypes()
        |> Array.filter (fun found -> not found.IsNested && List.contains (string found.Namespace) openNamespaces)

    let autoOpened =
        core.GetExportedTypes()
        |> Array.filter (fun found -> isModule found && (found.Name = "Operators" || found.Name = "ExtraTopLevelOperators"))

    set (Array.append (Array.collect valuesOf autoOpened) (Array.collect casesOf opened)), set (Array.map nameOf opened)

let exported =
    companions
    |> List.collect (fun companion -> List.ofArray (companion.GetExportedTypes()))
    |> List.filter (fun found -> not found.IsNested)

[<Fact>]
let ``The names of FSharp.Core are found`` () =
    for name in [ "Some"; "None"; "Ok"; "Error"; "Failure"; "KeyValue"; "id"; "fst"; "string"; "printfn"; "failwith"; "not" ] do
        Assert.Contains(name, coreValues)

    for name in [ "Result"; "Option"; "List"; "Map"; "Async" ] do
        Assert.Contains(name, coreTypes)

[<Fact>]
let ``Opening the namespaces hides no value, pattern, case or type of FSharp.Core`` () =
    let unqualified =
        exported
        |> List.collect (fun found ->
            List.ofArray (if has<AutoOpenAttribute> found then valuesOf found else casesOf found))

    Assert.True(unqualified.Length > 50, $"{unqualified.Length} names were found")
    // A pattern that bears the name of a type is in the pattern's place only, where FSharp.Core has no such name.
    Assert.Empty(unqualified |> List.filter coreValues.Contains)
    // Modules of one name are merged, so Option.map and Option.ofCore are both found.
    Assert.Empty(exported |> List.filter (fun found -> not (isModule found) && coreTypes.Contains(nameOf found)) |> List.map _.Name)

[<Fact>]
let ``A module that extends one of FSharp.Core replaces none of its functions`` () =
    let core = typeof<int list>.Assembly

    for extended in [ "Option"; "Result" ] do
        let ours = exported |> List.filter (fun found -> isModule found && nameOf found = extended) |> List.map valuesOf
        let theirs = core.GetExportedTypes() |> Array.filter (fun found -> isModule found && nameOf found = extended) |> Array.map valuesOf
        Assert.NotEmpty ours
        Assert.NotEmpty theirs
        Assert.Empty(Set.intersect (set (List.toArray ours |> Array.concat)) (set (Array.concat theirs)))

[<Fact>]
let ``A module of functions is used by its name, and only the patterns are opened with the namespace`` () =
    let modules = exported |> List.filter isModule
    Assert.True(modules.Length > 10, $"{modules.Length} modules were found")
    let opened, qualified = modules |> List.partition has<AutoOpenAttribute>
    Assert.Equal<string list>([ "HostPatterns"; "Patterns" ], opened |> List.map _.Name |> List.sort)
    Assert.Empty(qualified |> List.filter (has<RequireQualifiedAccessAttribute> >> not) |> List.map _.Name)
