namespace Pure.WebSockets.Conformance.Tests;

/// <summary>How our own ends behave in these tests: the one place that switches compression on.</summary>
internal static class Ours
{
    public static ConnectionOptions Protocol { get; } =
        ConnectionOptions.Default with
        {
            // Every message is compressed, for the cases to see; as a client it offers what all of them can be run with: some limit its
            // window.
            Compression = CompressionOptions.Default with
            {
                MinBytes = 0,
                Offers = LanguageExt.Seq.create<DeflateOffer>(
                    new[] { DeflateOffer.Plain with { ClientMaxWindowBits = ClientWindow.Limitable.Instance } }
                ),
            },
        };
}
