using System.Reflection;
using LanguageExt;
using Pure.WebSockets.AspNetCore;

namespace Pure.WebSockets.Host.Tests.ColdStart;

/// <summary>
/// Equality, ordering and hashing of LanguageExt's types look for class instances in every referenced assembly, and load them all. That
/// costs half a second of processor time, and without free descriptors a type initializer fails permanently. So no code of the library may
/// use them; records use the compiler's equality over members that compare themselves.
/// </summary>
public sealed class ClassInstanceTests
{
    private const BindingFlags All =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
    private static readonly Assembly Library = typeof(Option<int>).Assembly;

    /// <summary>The code that looks for instances, and caches them.</summary>
    private static readonly string[] Discovery = ["ClassInstancesAssembly", "EqClass`1", "OrdClass`1", "HashableClass`1"];

    private static readonly string[] Comparing =
    [
        "Equals",
        "GetHashCode",
        "CompareTo",
        "op_Equality",
        "op_Inequality",
        "op_LessThan",
        "op_LessThanOrEqual",
        "op_GreaterThan",
        "op_GreaterThanOrEqual",
    ];

    /// <summary>Generic code can name ever larger types, so the search is bounded; the paths to the discovery are short.</summary>
    private const int MostSteps = 8;

    private readonly Dictionary<MethodBase, string?> ways = [];

    public static TheoryData<string> Assemblies => ["Pure.WebSockets", "Pure.WebSockets.Host", "Pure.WebSockets.AspNetCore"];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void No_code_goes_through_class_instances(string assembly)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var method in MethodsOf(Named(assembly)))
            foreach (var called in IlCalls.Of(method))
                if (Why(called) is { } why)
                    found.Add($"{method.DeclaringType}.{method.Name} calls {called.DeclaringType}.{called.Name}: {why}");
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    /// <summary>Guards against a search that finds nothing.</summary>
    [Fact]
    public void Code_that_does_is_found()
    {
        Assert.NotNull(Why(Single(nameof(Compares))));
        Assert.NotNull(Why(Single(nameof(Hashes))));
        Assert.NotNull(Why(Single(nameof(Looks))));
        Assert.NotNull(Why(Single(nameof(ComparesTuples))));
        Assert.Contains(typeof(Recorded).GetMethods(All).SelectMany(IlCalls.Of), called => Why(called) is not null);
        Assert.All(IlCalls.Of(typeof(ClassInstanceTests).GetMethod(nameof(Reads), All)!), called => Assert.Null(Why(called)));

        static MethodBase Single(string name) => IlCalls.Of(typeof(ClassInstanceTests).GetMethod(name, All)!).Last();
    }

    private static bool Compares(Option<string> value) => value == "13";

    private static int Hashes(Seq<string> values) => values.GetHashCode();

    private static bool Looks(Option<int>[] values) => values.Contains(Option<int>.None);

    private static bool ComparesTuples(EqualityComparer<(int, Seq<int>)> values) => values.Equals((1, default), (2, default));

    private static int Reads(Option<int> value, Seq<int> values) => value.IfNone(1) + values.Count + values[0];

    private sealed record Recorded(Option<int> Value);

    private static Assembly Named(string name) => name switch
    {
        "Pure.WebSockets" => typeof(Protocol).Assembly,
        "Pure.WebSockets.Host" => typeof(WebSocketServer).Assembly,
        _ => typeof(PureWebSocketEndpointOptions).Assembly,
    };

    private static IEnumerable<MethodBase> MethodsOf(Assembly assembly) =>
        assembly.GetTypes().SelectMany(type => type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All)));

    /// <summary>Why a method must not be called; null if it may.</summary>
    private string? Why(MethodBase called)
    {
        if (called.DeclaringType is not { } type)
            return null;
        if (IsLibrary(type) && Comparing.Contains(called.Name))
            return "it compares or hashes a type of LanguageExt";
        if (IsLibrary(type) && WayOf(called) is { } way)
            return $"it ends up where class instances are looked for:{way}";
        var arguments = (type.IsGenericType ? type.GetGenericArguments() : [])
            .Concat(called.IsGenericMethod ? called.GetGenericArguments() : [])
            .ToArray();
        if (IsComparing(type, called) && arguments.Any(Holds))
            return "it may compare or hash its type argument, which is of LanguageExt or holds such";
        return null;
    }

    private string? WayOf(MethodBase called)
    {
        if (!ways.TryGetValue(called, out var way)) ways[called] = way = Way(called);
        return way;
    }

    /// <summary>Comparers, tables by key, and the methods of LINQ and arrays that compare elements.</summary>
    private static bool IsComparing(Type type, MethodBase called) =>
        type.Name is "EqualityComparer`1" or "Comparer`1" or "IEqualityComparer`1" or "IComparer`1" or "HashSet`1" or "SortedSet`1"
        || type.Name is "ValueTuple`2" or "ValueTuple`3" or "ValueTuple`4" && Comparing.Contains(called.Name)
        || type.Name.Contains("Dictionary`2", StringComparison.Ordinal) && Holds(type.GetGenericArguments()[0])
        || called.Name
            is "Contains"
                or "IndexOf"
                or "LastIndexOf"
                or "SequenceEqual"
                or "Distinct"
                or "Except"
                or "Intersect"
                or "Union"
                or "GroupBy"
                or "ToLookup"
                or "Order"
                or "OrderBy"
                or "CompareExchange";

    /// <summary>A type of LanguageExt, or a tuple or struct that contains one and has no equality of its own.</summary>
    private static bool Holds(Type type) =>
        IsLibrary(type)
        || type is { IsGenericType: true, IsValueType: true }
            && type.FullName?.StartsWith("System.", StringComparison.Ordinal) == true
            && type.GetGenericArguments().Any(Holds)
        || type is { IsValueType: true, IsPrimitive: false, IsEnum: false }
            && type.GetMethod(nameof(Equals), All, [typeof(object)]) is null
            && type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
                .Any(field => field.FieldType != type && Holds(field.FieldType));

    private static bool IsLibrary(Type type) => type.Assembly == Library;

    /// <summary>The first path by which a method of LanguageExt reaches the discovery; null if there is none.</summary>
    private static string? Way(MethodBase method)
    {
        var seen = new System.Collections.Generic.HashSet<MethodBase> { method };
        var open = new Queue<(MethodBase Method, string Way, int Steps)>([(method, "", 0)]);
        while (open.TryDequeue(out var next))
        {
            if (Discovery.Contains(next.Method.DeclaringType!.Name)) return next.Way;
            if (next.Steps == MostSteps) continue;
            foreach (var called in IlCalls.Of(next.Method))
                if (called.DeclaringType is { } of && IsLibrary(of) && seen.Add(called))
                    open.Enqueue((called, $"{next.Way} > {of.Name}.{called.Name}", next.Steps + 1));
        }

        return null;
    }
}
