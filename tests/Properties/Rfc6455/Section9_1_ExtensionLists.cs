namespace Pure.WebSockets.Properties;

public sealed class Section9_1_ExtensionLists
{
    [Theory]
    [InlineData("a", "a")]
    [InlineData("a, b", "a | b")]
    [InlineData("a,b;c;d=e", "a | b;c;d=e")]
    [InlineData(" \ta \t;\t b \t= \tc \t,\t d", "a;b=c | d")]
    [InlineData("a; b=\"c\"", "a;b=c")]
    [InlineData("a; b= \"c\" , d", "a;b=c | d")]
    [InlineData("a; b=\"c\\d\"; e", "a;b=cd;e")]
    [InlineData("a\r\nSec-WebSocket-Extensions: b; c=1", "a | b;c=1")]
    [InlineData("", "")]
    [InlineData(",", "")]
    [InlineData(" , \t,, ", "")]
    [InlineData("a,", "a")]
    [InlineData(",a", "a")]
    [InlineData(", a;b , ,, c ,", "a;b | c")]
    [InlineData("a\r\nSec-WebSocket-Extensions:", "a")]
    public void A_list_is_told_as_it_was_offered(string value, string told) =>
        Assert.Equal(
            told,
            string.Join(" | ", Assert.Single(Offered(value).Effects.OfType<Effect.UpgradeRequested>()).Request.Extensions.Select(Text))
        );

    [Theory]
    [InlineData("a;,b")]
    [InlineData("a;;b")]
    [InlineData("a; b=\"")]
    [InlineData("a; b=\"c")]
    [InlineData("a; b=\"c\\")]
    [InlineData("a; b=\"c\\\"")]
    [InlineData("a; b=\"\"")]
    [InlineData("a; b=\"c d\"")]
    [InlineData("a; b=\"c\\ d\"")]
    [InlineData("a; b=c\"d\"")]
    [InlineData("a; b=\"c\"d")]
    [InlineData("a; =b")]
    [InlineData("a\u00a0; b")]
    [InlineData("a;\u00a0b")]
    [InlineData("a; b=\u00a0\"c\"")]
    public void What_is_no_list_breaks_the_rule(string value) => Assert.Equal("RFC 6455 §9.1", Offered(value).Error.Rule);

    private static Scene Offered(string value) => Scene.Server().Reads([.. Heads.RequestLines, "Sec-WebSocket-Extensions: " + value]);

    private static string Text(ExtensionOffer offer) => offer.Name + string.Concat(offer.Parameters.Select(parameter => $";{parameter}"));
}
