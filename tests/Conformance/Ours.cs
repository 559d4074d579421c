namespace Pure.WebSockets.Conformance.Tests;

/// <summary>How our own ends behave in these tests: the one place that switches compression on.</summary>
internal static class Ours
{
    public static ConnectionOptions Protocol { get; } = ConnectionOptions.Default with
    {
        // As a client it offers what every case of the catalogue can be run with: some limit its window.
        Compression = CompressionOptions.Default with { Offers = LanguageExt.Seq.create<DeflateOffer>(new[] { DeflateOffer.Plain with { ClientMaxWindowBits = ClientWindow.Limitable.Instance } }) },
    };
}
