using LanguageExt;

namespace Pure.WebSockets.Host.Tests;

public sealed class AuthorizationTests
{
    [Fact]
    public async Task The_server_gets_the_field_as_the_RFCs_write_it()
    {
        await using var serving = Serving.Echo();
        await using var basic = await Connecting.To(
            serving.Uri,
            new WebSocketClientOptions { Authorization = HttpAuthorization.Basic("Aladdin", "open sesame") }
        );
        Assert.Equal("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", HeaderList.Single(basic.Connection.Request.Headers, "Authorization").IfNone(""));

        // The example of RFC 7617 §2.1, whose password is not ASCII.
        await using var pound = await Connecting.To(
            serving.Uri,
            new WebSocketClientOptions { Authorization = HttpAuthorization.Basic("test", "123£") }
        );
        Assert.Equal("Basic dGVzdDoxMjPCow==", HeaderList.Single(pound.Connection.Request.Headers, "Authorization").IfNone(""));
        await using var bearer = await Connecting.To(
            serving.Uri,
            new WebSocketClientOptions { Authorization = HttpAuthorization.Bearer("mF_9.B5f-4.1JqM=") }
        );
        Assert.Equal("Bearer mF_9.B5f-4.1JqM=", HeaderList.Single(bearer.Connection.Request.Headers, "Authorization").IfNone(""));
        Assert.Equal("still", await bearer.EchoAsync("still"));
    }

    [Fact]
    public void What_cannot_be_written_is_misuse_and_no_secret_is_told()
    {
        foreach (var token in new[] { "", "=", "two words", "a=b", "line\nbreak", "ä" })
            if (Assert.Throws<ArgumentException>("token", () => HttpAuthorization.Bearer(token)).Message is var message && token.Length > 2)
                Assert.DoesNotContain(token, message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("user", () => HttpAuthorization.Basic("a:b", "c"));
        Assert.Throws<ArgumentException>("user", () => HttpAuthorization.Basic("a\r\nb", "c"));
        Assert.Throws<ArgumentException>("password", () => HttpAuthorization.Basic("a", "c\n"));
        var options = new WebSocketClientOptions { Authorization = HttpAuthorization.Bearer("secret") };
        Assert.DoesNotContain("secret", $"{options} {HttpAuthorization.Basic("me", "secret")}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Authorization")]
    [InlineData("cookie")]
    public void What_an_option_says_and_a_field_too_is_misuse(string field)
    {
        var options = new WebSocketClientOptions
        {
            Headers = Seq.create<Header>(new[] { new Header(field, "x") }),
            Authorization = HttpAuthorization.Bearer("t"),
            Cookies = new System.Net.CookieContainer(),
        };
        Assert.Throws<ArgumentException>("options", () => { _ = WebSocketClient.TryConnectAsync(new Uri("ws://127.0.0.1:9/"), options); });
    }
}
