using System.Reflection;
using LanguageExt;
using Pure.WebSockets.AspNetCore;

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
        Assert.Equal(["https://a.example"], new WebSocketEndpointOptions { Origins = ["https://a.example"] }.Origins);
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
    [InlineData(typeof(WebSocketServer))]
    [InlineData(typeof(WebSocketEndpointOptions))]
    public void Nothing_that_an_application_sets_is_a_Seq(Type of)
    {
        var types = of.Assembly.GetExportedTypes();
        Assert.NotEmpty(types);
        foreach (var type in types)
        {
            Assert.DoesNotContain(type.GetProperties(), property => IsSeq(property.PropertyType) && property.SetMethod?.IsPublic == true);
            foreach (var method in type.GetMethods().Cast<MethodBase>().Concat(type.GetConstructors()))
                Assert.DoesNotContain(method.GetParameters(), parameter => IsSeq(parameter.ParameterType));
        }
    }

    private static bool IsSeq(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Seq<>);
}
