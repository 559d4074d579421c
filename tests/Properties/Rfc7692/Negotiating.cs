namespace Pure.WebSockets.Properties;

/// <summary>Both sides of a negotiation, by the text of Sec-WebSocket-Extensions.</summary>
internal static class Negotiating
{
    private const string Field = "Sec-WebSocket-Extensions: ";

    /// <summary>A server that received these offers and accepted the upgrade.</summary>
    public static Scene Server(string offers, Option<CompressionOptions> policy) =>
        Scene
            .Server(new ConnectionOptions { Compression = policy })
            .Reads([.. Heads.RequestLines, Field + offers])
            .Then(new Input.Accept(Acceptance.Plain));

    /// <summary>A client that made these offers and received this answer.</summary>
    public static Scene Client(string offers, string answer) => Asking(offers).Reads([.. Heads.ResponseLines, Field + answer]);

    /// <summary>A client that made these offers.</summary>
    public static Scene Asking(string offers) =>
        Scene.Client(new ConnectionOptions { Compression = new CompressionOptions { Offers = Offers(offers) } });

    /// <summary>The value of the field in the head that was sent; empty if there is none.</summary>
    public static string Said(Scene scene) =>
        scene.Head.Split("\r\n").SingleOrDefault(line => line.StartsWith(Field, StringComparison.Ordinal))?[Field.Length..] ?? "";

    /// <summary>The agreement as text and as parameters. Both must be the same.</summary>
    public static string InForce(Scene scene)
    {
        Assert.True(scene.IsOpen);
        var extension = Assert.Single(scene.State.Agreement.Extensions);
        Assert.Equal(DeflateElement.Read(extension).Map(said => said.ToParameters()).ToOption(), scene.State.Agreement.Compression);
        return extension.ToString();
    }

    private static Seq<DeflateOffer> Offers(string text) =>
        Right(ExtensionOffer.Parse(new Seq<Header>(new[] { new Header("Sec-WebSocket-Extensions", text) })))
            .Map(element => Right(DeflateElement.Read(element)))
            .Strict();

    private static T Right<T>(Either<HandshakeError, T> read) =>
        read.Match(Right: value => value, Left: error => throw new InvalidOperationException(error.Seen));
}
