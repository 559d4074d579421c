/// The companion is complete: it has each union of the core, each case and each field. These tests walk types by reflection, with casts; a
/// consumer need not.
module Pure.WebSockets.FSharp.Tests.CompanionTests

open System
open System.Reflection
open System.Runtime.CompilerServices
open FSharp.Reflection
open Xunit

let core = typeof<Pure.WebSockets.Connection>.Assembly
let companion = typeof<Pure.WebSockets.FSharp.Input>.Assembly

let typeNamed name =
    match companion.GetType $"Pure.WebSockets.FSharp.{name}" with
    | null -> failwith $"the companion has no {name}"
    | found -> found

/// An abstract record that is public: a union, by the idiom of the core.
let unions =
    core.GetExportedTypes()
    |> Array.filter (fun found -> found.IsAbstract && not found.IsSealed && not found.IsInterface && not found.IsNested)

let casesOf (union: Type) =
    core.GetTypes() |> Array.filter (fun found -> found.BaseType = union)

/// The content of a case: the properties that can be set.
let fieldsOf (case: Type) =
    case.GetProperties(BindingFlags.Public ||| BindingFlags.Instance ||| BindingFlags.DeclaredOnly)
    |> Array.filter (fun field -> not (isNull (field.GetSetMethod())))

let mirrorOf (union: Type) = typeNamed union.Name

let seen (union: Type) value =
    match typeNamed("Patterns").GetMethod $"|{union.Name}|" with
    | null -> failwith $"the companion has no pattern {union.Name}"
    | pattern -> pattern.Invoke(null, [| value |])

/// The F# type of a property: LanguageExt's Option becomes an F# option.
let asFSharp (field: Type) =
    if field.IsGenericType && field.GetGenericTypeDefinition() = typedefof<LanguageExt.Option<_>> then
        typedefof<_ option>.MakeGenericType(field.GetGenericArguments())
    else
        field

let unionNames = unions |> Array.map (fun union -> TheoryDataRow<string> union.Name)

let named name = unions |> Array.find (fun union -> union.Name = name)

[<Fact>]
let ``The companion of the core does no I/O and refers to no host`` () =
    let referred = companion.GetReferencedAssemblies() |> Array.map (fun name -> string name.Name)
    Assert.Contains("Pure.WebSockets", referred)

    for name in referred do
        Assert.DoesNotContain("Host", name)
        Assert.False(name.StartsWith "System.Net" || name.StartsWith "System.IO", name)

[<Fact>]
let ``The core has the five unions that it is known to have, or more`` () =
    for name in [ "ClientWindow"; "Effect"; "Input"; "Output"; "Phase" ] do
        Assert.Contains(unions, (fun union -> union.Name = name))

[<Theory; MemberData(nameof unionNames)>]
let ``A union has a mirror with the same cases and the same fields`` (name: string) =
    let mirror = mirrorOf (named name)
    Assert.True(FSharpType.IsUnion mirror, $"the companion has no union {name}")

    let cases =
        casesOf (named name)
        |> Array.map (fun case ->
            case.Name, [ for field in fieldsOf case -> field.Name.ToLowerInvariant(), asFSharp field.PropertyType ])

    let mirrored =
        FSharpType.GetUnionCases mirror
        |> Array.map (fun case ->
            case.Name, [ for field in case.GetFields() -> field.Name.ToLowerInvariant(), field.PropertyType ])

    Assert.Equal<(string * (string * Type) list) array>(Array.sortBy fst cases, Array.sortBy fst mirrored)

[<Theory; MemberData(nameof unionNames)>]
let ``A union's pattern turns each of its cases into the case of the same name`` (name: string) =
    let union = named name

    for case in casesOf union do
        let mirrored, _ = FSharpValue.GetUnionFields(seen union (RuntimeHelpers.GetUninitializedObject case), mirrorOf union)
        Assert.Equal(case.Name, mirrored.Name)
