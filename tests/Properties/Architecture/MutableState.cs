using System.Collections;
using System.Reflection;

namespace Pure.WebSockets.Properties;

/// <summary>Finds what can change in the types of an assembly. Members are named as <c>Type.Member</c>.</summary>
internal static class MutableState
{
    private const BindingFlags All = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly Type[] WritableViews = [typeof(Memory<>), typeof(ArraySegment<>)];

    /// <summary>
    /// The static fields and automatic properties that can be assigned, or that hold a collection which can be changed in place. The
    /// compiler's own classes, which cache delegates, are left out.
    /// </summary>
    public static IEnumerable<string> Statics(IEnumerable<Type> types) =>
        from type in types
        where !IsGenerated(type)
        from field in type.GetFields(All)
        where !field.IsLiteral && (!field.IsInitOnly || CanChange(field.FieldType))
        select NameOf(field);

    /// <summary>The fields and automatic properties of classes that can be assigned after construction, in order.</summary>
    public static IEnumerable<string> OfObjects(IEnumerable<Type> types) =>
        (
            from type in types
            where type.IsClass && !IsGenerated(type)
            from field in type.GetFields(All & ~BindingFlags.Static | BindingFlags.Instance)
            where !field.IsInitOnly
            select NameOf(field)
        ).Order(StringComparer.Ordinal);

    /// <summary>The content of static collections, as text.</summary>
    public static string ContentOf(Assembly assembly, IEnumerable<string> members) =>
        string.Join(
            '\n',
            from type in assembly.GetTypes()
            where !IsGenerated(type)
            from field in type.GetFields(All)
            where members.Contains(NameOf(field), StringComparer.Ordinal)
            select $"{NameOf(field)}: {string.Join(',', Elements(field.GetValue(obj: null)!))}"
        );

    // The lookup of a set by spans is no sequence, and has the set as a property.
    private static IEnumerable<object?> Elements(object collection) =>
        collection is IEnumerable elements
            ? elements.Cast<object?>()
            : Elements(collection.GetType().GetProperty("Set")!.GetValue(collection)!);

    // The field of an automatic property is called <Property>k__BackingField.
    private static string NameOf(FieldInfo field)
    {
        var type = field.DeclaringType!.FullName![(field.DeclaringType.Namespace!.Length + 1)..].Replace('+', '.');
        return $"{type}.{(field.Name.StartsWith('<') ? field.Name[1..field.Name.IndexOf('>', StringComparison.Ordinal)] : field.Name)}";
    }

    private static bool IsGenerated(Type type) => type.Name.StartsWith('<') || (type.DeclaringType is { } outer && IsGenerated(outer));

    private static bool CanChange(Type type) =>
        type.IsArray
        || type == typeof(System.Text.StringBuilder)
        || (type.IsGenericType && WritableViews.Contains(type.GetGenericTypeDefinition()))
        || (type.IsNested && CanChange(type.DeclaringType!))
        || (typeof(IEnumerable).IsAssignableFrom(type) && type != typeof(string) && IsOfFramework(type));

    private static bool IsOfFramework(Type type) =>
        type.Namespace is { } home
        && home.StartsWith("System", StringComparison.Ordinal)
        && home is not ("System.Collections.Immutable" or "System.Collections.Frozen");
}
