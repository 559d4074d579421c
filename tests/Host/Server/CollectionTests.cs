using System.Collections;
using System.Reflection;
using LanguageExt;
using Pure.WebSockets.AspNetCore;
using Pure.WebSockets.Conformance;

namespace Pure.WebSockets.Host.Tests;

/// <summary>
/// Options and answers take any collection. A collection expression for LanguageExt's Seq compiles and is silently empty, so no member
/// that an application sets may have that type.
/// </summary>
public sealed class CollectionTests
{
    private static readonly Header Field = new("X", "y");

    [Fact]
    public void Collection_expressions_are_taken_everywhere()
    {
        Assert.Equal([Field], new Acceptance("chat", [Field]).Headers);
        Assert.Equal([Field], (Acceptance.Plain with { Headers = [Field] }).Headers);
        Assert.Equal([Field], new Rejection(401, [Field], ByteString.Empty).Headers);
        Assert.Equal([Field], (Rejection.WithStatus(401) with { Headers = [Field] }).Headers);
        Assert.Equal([Field], new PlainResponse(200, [Field], ByteString.Empty).Headers);
        Assert.Equal([Field], new UpgradeOffer("h", "/") { Headers = [Field] }.Headers);
        Assert.Equal(["chat"], new UpgradeOffer("h", "/") { Subprotocols = ["chat"] }.Subprotocols);
        Assert.Equal([DeflateOffer.Plain], new CompressionOptions { Offers = [DeflateOffer.Plain] }.Offers);
        Assert.Equal([Field], new WebSocketClientOptions { Headers = [Field] }.Headers);
        Assert.Equal(["chat"], new WebSocketClientOptions { Subprotocols = ["chat"] }.Subprotocols);
        Assert.Equal(["X"], new WebSocketClientOptions { CrossOriginHeaders = ["X"] }.CrossOriginHeaders);
        Assert.Equal(["chat"], new WebSocketServerOptions { Subprotocols = ["chat"] }.Subprotocols);
        Assert.Equal(["*"], new WebSocketServerOptions { Origins = ["*"] }.Origins);
        Assert.Equal(["https://a.example"], new PureWebSocketOptions { Origins = ["https://a.example"] }.Origins);
        Assert.Equal(["https://a.example"], new PureWebSocketEndpointOptions { Origins = ["https://a.example"] }.Origins);
    }

    [Fact]
    public void Any_collection_is_taken_and_copied()
    {
        List<string> list = ["chat"];
        var options = new WebSocketServerOptions { Subprotocols = list };
        list.Add("more");
        Assert.Equal(["chat"], options.Subprotocols);
        Assert.Equal(options, new WebSocketServerOptions { Subprotocols = list.Take(1) });
        Assert.Equal(options, new WebSocketServerOptions { Subprotocols = Seq.create("chat") });
        Assert.NotEqual(options, new WebSocketServerOptions { Subprotocols = list });
        Assert.Contains("Subprotocols = [chat]", options.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(Protocol))]
    [InlineData(typeof(WebSocketServer))]
    [InlineData(typeof(PureWebSocketEndpointOptions))]
    [InlineData(typeof(Case))]
    public void Nothing_that_an_application_passes_is_a_Seq(Type of)
    {
        // Only the core creates transitions and the steps of an observer.
        var types = of.Assembly.GetExportedTypes().Where(type => type != typeof(Transition) && type != typeof(ObservedStep)).ToArray();
        Assert.NotEmpty(types);
        foreach (var type in types)
        {
            Assert.DoesNotContain(type.GetProperties(), one => HoldsSeq(one.PropertyType) && one.SetMethod?.IsPublic == true);
            Assert.DoesNotContain(type.GetFields(), field => HoldsSeq(field.FieldType) && !field.IsInitOnly);
            foreach (var method in type.GetMethods().Cast<MethodBase>().Concat(type.GetConstructors()))
                Assert.DoesNotContain(method.GetParameters(), parameter => !parameter.IsOut && HoldsSeq(parameter.ParameterType));
            // The application writes the methods of a delegate or an interface.
            if (type.IsInterface || typeof(Delegate).IsAssignableFrom(type))
                Assert.DoesNotContain(type.GetMethods(), method => HoldsSeq(method.ReturnType));
        }
    }

    [Theory]
    [InlineData(typeof(Seq<int>), true)]
    [InlineData(typeof(Func<int, Seq<int>>), true)]
    [InlineData(typeof(Option<Seq<int>[]>), true)]
    [InlineData(typeof(Lst<int>), true)]
    [InlineData(typeof(Option<int>), false)]
    [InlineData(typeof(IEnumerable<int>), false)]
    public void A_Seq_is_found_within_a_type(Type type, bool found) => Assert.Equal(found, HoldsSeq(type));

    public static TheoryData<Type, string> Members =>
        new(
            from type in new[] { typeof(Protocol), typeof(WebSocketServer), typeof(PureWebSocketEndpointOptions), typeof(Case) }
                .SelectMany(of => of.Assembly.GetExportedTypes())
            where !type.IsAbstract && type.GetConstructors().Length > 0
            from property in type.GetProperties()
            where ItemOf(property.PropertyType) is not null && property.SetMethod?.IsPublic == true
            select (type, property.Name)
        );

    [Theory, MemberData(nameof(Members))]
    public void Every_member_that_is_a_collection_is_read_once_and_copied(Type type, string name)
    {
        var property = type.GetProperty(name)!;
        var item = ItemOf(property.PropertyType)!;
        var (list, one) = (Create(type, Listed), Create(type, OnlyOnce));
        property.SetValue(list, Listed(item));
        property.SetValue(one, OnlyOnce(item));
        Assert.Equal(list, one);
        Assert.Equal(list.GetHashCode(), one.GetHashCode());
        var changing = (IList)Listed(item);
        property.SetValue(list, changing);
        changing.Clear();
        Assert.Single((IEnumerable)property.GetValue(list)!);
        Assert.IsType<ArgumentNullException>(Assert.Throws<TargetInvocationException>(() => property.SetValue(list, null)).InnerException);
    }

    [Fact]
    public void A_collection_that_can_be_read_once_is_enough()
    {
        var deflate = new ExtensionOffer("permessage-deflate", []);
        var agreement = new Agreement(Option<string>.None, new Once<ExtensionOffer>(deflate));
        Assert.Equal([deflate], agreement.Extensions);
        Assert.True(agreement.Compression.IsSome);
        Assert.Contains(
            new Header("Sec-WebSocket-Extensions", "permessage-deflate"),
            ClientHandshake.Request(new UpgradeOffer("h", "/"), new byte[16], new Once<DeflateOffer>(DeflateOffer.Plain))
                .Map(head => head.Headers)
                .IfLeft([])
        );
        var entry = new IndexEntry("a", new CaseId("1.1.1"), Verdict.Ok, Verdict.Ok, 1, Option<int>.None, "f");
        var changes = IndexComparison.Of(new Once<IndexEntry>(entry), new Once<IndexEntry>(entry));
        Assert.Equal(VerdictChangeKind.Same, Assert.Single(changes).Kind);
    }

    [Fact]
    public void A_null_in_a_collection_is_reported_at_once_by_the_name_of_the_collection()
    {
        Assert.Equal("Headers", Assert.Throws<ArgumentNullException>(() => new RequestHead("GET", "/", null!)).ParamName);
        Assert.Equal("Headers", Assert.Throws<ArgumentException>(() => new RequestHead("GET", "/", [null!])).ParamName);
        Assert.Equal("Extensions", Assert.Throws<ArgumentException>(() => new Agreement(Option<string>.None, [null!])).ParamName);
    }

    private static bool HoldsSeq(Type type) =>
        type.HasElementType ? HoldsSeq(type.GetElementType()!)
        : type.IsGenericType && (Sequences.Contains(type.GetGenericTypeDefinition()) || type.GetGenericArguments().Any(HoldsSeq));

    private static readonly Type[] Sequences = [typeof(Seq<>), typeof(Lst<>), typeof(Arr<>), typeof(Set<>), typeof(Map<,>)];

    private static Type? ItemOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IEnumerable<>) ? type.GetGenericArguments()[0] : null;

    private static object Sample(Type type) =>
        type == typeof(string) ? "a"
        : type == typeof(Header) ? Field
        : type == typeof(ExtensionOffer) ? new ExtensionOffer("permessage-deflate", [])
        : type == typeof(ExtensionParameter) ? new ExtensionParameter("a", Option<string>.None)
        : type == typeof(DeflateOffer) ? DeflateOffer.Plain
        : type == typeof(Case) ? Catalogue.Quick[0]
        : throw new NotSupportedException($"add a sample of {type}");

    private static object Listed(Type item)
    {
        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(item))!;
        list.Add(Sample(item));
        return list;
    }

    private static object OnlyOnce(Type item) => Activator.CreateInstance(typeof(Once<>).MakeGenericType(item), Sample(item))!;

    private static object Create(Type type, Func<Type, object> collection)
    {
        var constructor = type.GetConstructors().MaxBy(constructor => constructor.GetParameters().Length)!;
        return constructor.Invoke([.. constructor.GetParameters().Select(parameter => Argument(parameter.ParameterType, collection))]);
    }

    private static object? Argument(Type type, Func<Type, object> collection) =>
        ItemOf(type) is { } item ? collection(item)
        : type == typeof(string) ? "/"
        : type == typeof(Uri) ? new Uri("ws://h/")
        : type == typeof(int) ? 400
        : type.IsValueType ? Activator.CreateInstance(type)
        : null;

    /// <summary>A collection that can be enumerated only once.</summary>
    private sealed class Once<T>(T item) : IEnumerable<T>
    {
        private bool isRead;

        public IEnumerator<T> GetEnumerator()
        {
            if (isRead) throw new InvalidOperationException("the collection is enumerated a second time");
            isRead = true;
            return Enumerable.Repeat(item, 1).GetEnumerator();
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
