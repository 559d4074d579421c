using System.Reflection;
using System.Runtime.CompilerServices;
using LanguageExt;

namespace Pure.WebSockets.Host.Tests.ColdStart;

/// <summary>Records with their own equality leave no member out: each is compared and hashed by content.</summary>
public sealed class RecordEqualityTests
{
    private const BindingFlags Fields = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    // A member that is a collection holds a list of this internal type, which compares by content.
    private static readonly MethodInfo ListOf =
        typeof(Protocol).Assembly.GetType("Pure.WebSockets.ItemList", throwOnError: true)!.GetMethod("Of")!;

    public static TheoryData<string> Records => [.. Types().Where(WritesEquality).Select(type => type.FullName!)];

    private static IEnumerable<Type> Types() => typeof(Protocol).Assembly.GetTypes().Concat(typeof(WebSocketServer).Assembly.GetTypes());

    [Theory]
    [MemberData(nameof(Records))]
    public void Every_member_counts(string record)
    {
        var type = Types().Single(type => type.FullName == record && WritesEquality(type));
        var (one, same) = (Sample(type, 1, 0), Sample(type, 1, 0));
        Assert.Equal(one, same);
        Assert.Equal(one.GetHashCode(), same.GetHashCode());
        Assert.False(one.Equals(null));
        Assert.All(FieldsOf(type), field =>
        {
            var other = Sample(type, 1, 0);
            field.SetValue(other, Sample(field.FieldType, 2, 1));
            Assert.False(one.Equals(other), $"{field.Name} is not compared");
        });
    }

    [Fact]
    public void There_are_such_records() => Assert.InRange(Records.Count, 8, 100);

    [Fact]
    public void Options_and_lists_are_equal_by_what_they_hold()
    {
        Assert.Equal(Offer(["a", "b"]), Offer(["a", "b"]));
        Assert.Equal(Offer(["a", "b"]).GetHashCode(), Offer(["a", "b"]).GetHashCode());
        Assert.NotEqual(Offer(["a", "b"]), Offer(["b", "a"]));
        Assert.NotEqual(Offer(["a"]), Offer(["a", "b"]));
        Assert.Equal(Offer([]), new UpgradeOffer("h", "/"));
        Assert.Equal(new ExtensionParameter("a", "1"), new ExtensionParameter("a", "1"));
        Assert.NotEqual(new ExtensionParameter("a", "1"), new ExtensionParameter("a", Option<string>.None));
        Assert.Equal(
            new ConnectionOptions { Compression = CompressionOptions.Default },
            new ConnectionOptions { Compression = new CompressionOptions() }
        );
        Assert.NotEqual(new ConnectionOptions(), new ConnectionOptions { Compression = CompressionOptions.Default });
        Assert.Equal(
            WebSocketClientOptions.Default with
            {
                Subprotocols = Seq.create<string>(["a"]),
            },
            WebSocketClientOptions.Default with
            {
                Subprotocols = Seq.create<string>(["a"]),
            }
        );

        static UpgradeOffer Offer(string[] subprotocols) => new("h", "/") { Subprotocols = Seq.create<string>(subprotocols) };
    }

    private static bool WritesEquality(Type type) =>
        type.GetMethod("<Clone>$", Fields) is not null
        && type.GetMethod(nameof(Equals), Fields, [type]) is { } equals && equals.GetCustomAttribute<CompilerGeneratedAttribute>() is null;

    private static IEnumerable<FieldInfo> FieldsOf(Type type) =>
        type == typeof(object) || type.BaseType is null ? [] : type.GetFields(Fields).Concat(FieldsOf(type.BaseType));

    private static bool IsList(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IEnumerable<>);

    private static bool IsOfTheFramework(Type type) => type.Namespace?.StartsWith("System.", StringComparison.Ordinal) == true;

    /// <summary>A value of a type: equal for equal numbers, different for different numbers.</summary>
    private static object Sample(Type type, int number, int depth)
    {
        if (type == typeof(string))
            return $"text {number}";
        if (type == typeof(int) || type == typeof(long) || type == typeof(byte))
            return Convert.ChangeType(number, type, System.Globalization.CultureInfo.InvariantCulture);
        if (type == typeof(bool))
            return number == 1;
        if (type == typeof(TimeSpan))
            return TimeSpan.FromSeconds(number);
        if (type.IsEnum)
            return Enum.ToObject(type, number);
        if (type == typeof(ByteString))
            return (ByteString)new[] { (byte)number };
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return Sample(inner, number, depth);
        if (
            type.IsGenericType
            && type.GetGenericTypeDefinition() is { } generic
            && (generic == typeof(Option<>) || generic == typeof(Seq<>) || IsList(type))
        )
        {
            var held = Sample(type.GetGenericArguments()[0], number, depth + 1);
            if (generic == typeof(Option<>))
                return type.GetMethod("Some", BindingFlags.Public | BindingFlags.Static)!.Invoke(null, [held])!;
            var items = Array.CreateInstance(type.GetGenericArguments()[0], 1);
            items.SetValue(held, 0);
            if (IsList(type))
                return ListOf.MakeGenericMethod(type.GetGenericArguments()).Invoke(null, [items, null])!;
            return typeof(Seq)
                .GetMethods()
                .Single(method => method.Name == "create" && method.GetParameters() is [{ ParameterType.IsArray: true }])
                .MakeGenericMethod(type.GetGenericArguments())
                .Invoke(null, [items])!;
        }

        if (type == typeof(Connection))
            return Connection.Server(
                number == 1 ? ConnectionOptions.Default : new ConnectionOptions { Limits = Limits.Default with { MaxFragments = number } }
            );
        if (type == typeof(Observer))
            return Observer.Create(Limits.Default with { MaxFragments = number });
        if (type == typeof(ConnectFailure))
            return new ConnectFailure.Unreachable("host", number, System.Net.Sockets.SocketError.HostDown);
        if (type.IsAbstract)
            type = type
                .Assembly.GetTypes()
                .Where(other => other.IsSubclassOf(type) && !other.IsAbstract)
                .OrderBy(other => other.Name, StringComparer.Ordinal)
                .ElementAt(number - 1);
        if (type == typeof(Type) || typeof(Delegate).IsAssignableFrom(type))
            return null!;
        var made = RuntimeHelpers.GetUninitializedObject(type);
        foreach (
            var field in FieldsOf(type)
                .Where(field => !field.FieldType.IsPointer && (IsList(field.FieldType) || !IsOfTheFramework(field.FieldType)))
        )
            field.SetValue(made, Sample(field.FieldType, number, depth + 1));
        return made;
    }
}
