namespace Pure.WebSockets.Properties;

public sealed class Section1_3_AcceptKey
{
    [Fact]
    public void The_sample_key_has_the_sample_answer() =>
        Assert.Equal("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", AcceptKey.Compute("dGhlIHNhbXBsZSBub25jZQ=="));

    [Fact]
    public void A_server_answers_the_sample_key_with_the_sample_answer() =>
        Assert.Contains(
            "\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n",
            Scene.Server().Reads(Heads.RequestLines).Then(new Input.Accept(Acceptance.Plain)).Head,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_client_sends_its_nonce_as_the_sample_key() =>
        Assert.Contains("\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", Scene.Client().Head, StringComparison.Ordinal);

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(17)]
    public void A_nonce_has_16_bytes(int length)
    {
        var refused = Connection.Client(Conversation.Offer, new byte[length], ConnectionOptions.Default);
        Assert.Equal(
            ("RFC 6455 §4.1", $"the nonce has {length} bytes instead of 16"),
            refused.Match(Right: _ => default, Left: refusal => (refusal.Rule, refusal.Why))
        );
    }
}
