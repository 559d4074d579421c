namespace Pure.WebSockets.Properties;

/// <summary>The text form of header fields and of the records that contain them.</summary>
public sealed class HeaderTextTests
{
    [Theory]
    [InlineData("Authorization")]
    [InlineData("proxy-authorization")]
    [InlineData("COOKIE")]
    [InlineData("Set-Cookie")]
    public void A_field_with_credentials_hides_its_value_wherever_it_is_printed(string name)
    {
        var header = new Header(name, "s3cret");
        object[] records =
        [
            header,
            new RequestHead("GET", "/", [header]),
            new ResponseHead(200, "OK", [header]),
            new RejectedResponse(new ResponseHead(401, "", [header]), ByteString.Empty),
            Acceptance.Plain with { Headers = [header] },
            new Rejection(401, [header], ByteString.Empty),
            new Input.Accept(Acceptance.Plain with { Headers = [header] }),
        ];
        Assert.All(records, record => Assert.DoesNotContain("s3cret", $"{record}", StringComparison.Ordinal));
        Assert.Equal($"{name}: ***", $"{header}");
    }

    [Fact]
    public void Other_fields_are_printed_as_in_a_head() => Assert.Equal("Host: example.org", $"{new Header("Host", "example.org")}");
}
