using System.Reflection;

namespace Pure.WebSockets.Properties;

/// <summary>
/// The rules of a closed union: an abstract record with private constructors, whose cases are sealed records nested in it.
/// </summary>
/// <remarks>
/// C# requires that the copy constructor of an unsealed record is public or protected (CS8878), so that one stays protected. A foreign type
/// can therefore derive from the union, but only as a copy of an existing value: <c>record Foreign(Input Other) : Input(Other)</c>. The
/// library neither creates nor handles such a value; a switch over a union throws.
/// </remarks>
internal static class UnionRules
{
    private const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>
    /// The unions among the types. Every abstract record is a union, except the common part of several options, whose name ends with
    /// "Options".
    /// </summary>
    public static IEnumerable<Type> UnionsAmong(IEnumerable<Type> types) => AbstractRecords(types).Where(type => !IsOfOptions(type));

    /// <summary>A sentence for each broken rule.</summary>
    public static IEnumerable<string> Violations(IReadOnlyCollection<Type> types) =>
        AbstractRecords(types)
            .SelectMany(found =>
                IsOfOptions(found)
                    ? OfOptions(found, types.Where(type => type.BaseType == found))
                    : Violations(found, types.Where(type => type.BaseType == found).ToArray())
            );

    private static IEnumerable<Type> AbstractRecords(IEnumerable<Type> types) =>
        types.Where(type => type.IsAbstract && type.GetMethod("<Clone>$", Instance) is not null);

    private static bool IsOfOptions(Type type) => type.Name.EndsWith("Options", StringComparison.Ordinal);

    /// <summary>The options that share a part are sealed, and no other library can add options.</summary>
    private static IEnumerable<string> OfOptions(Type common, IEnumerable<Type> options)
    {
        foreach (var found in options)
            if (!found.IsSealed) yield return $"{found} has the options of {common} and is not sealed";
        foreach (var constructor in common.GetConstructors(Instance))
            if (!constructor.IsFamilyAndAssembly && !IsProtectedCopy(constructor, common))
                yield return $"{common} has the constructor {constructor}";
    }

    private static IEnumerable<string> Violations(Type union, Type[] cases)
    {
        if (cases.Length == 0) yield return $"{union} has no case";
        foreach (var found in cases)
        {
            if (!found.IsSealed) yield return $"{found} is a case of {union} and is not sealed";
            if (found.DeclaringType != union) yield return $"{found} is a case of {union} and is not nested in it";
        }

        foreach (var constructor in union.GetConstructors(Instance))
            if (!constructor.IsPrivate && !IsProtectedCopy(constructor, union)) yield return $"{union} has the constructor {constructor}";
    }

    private static bool IsProtectedCopy(ConstructorInfo constructor, Type union) =>
        constructor.IsFamily && constructor.GetParameters() is [{ } only] && only.ParameterType == union;
}
