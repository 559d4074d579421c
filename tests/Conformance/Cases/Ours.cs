namespace Pure.WebSockets.Conformance.Tests;

/// <summary>The configuration of our own client and server in these tests, with compression.</summary>
internal static class Ours
{
    /// <summary>Longer than a busy machine needs to run the application, and shorter than the waits of a patient tester.</summary>
    public static TimeSpan AnswerTimeout { get; } = TimeSpan.FromSeconds(5);

    public static ConnectionOptions Protocol { get; } =
        ConnectionOptions.Default with
        {
            // Every message is compressed so that the cases can check it. The client's offer fits all cases; some of them limit its window.
            Compression = CompressionOptions.Default with
            {
                MinBytes = 0,
                Offers = LanguageExt.Seq.create<DeflateOffer>(
                    new[] { DeflateOffer.Plain with { ClientMaxWindowBits = ClientWindow.Limitable.Instance } }
                ),
            },
        };
}
