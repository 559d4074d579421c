using FsCheck;
using FsCheck.Fluent;

namespace Pure.WebSockets.Properties;

/// <summary>A client's offers and a server's policy.</summary>
public sealed record Bargain(CompressionOptions Client, CompressionOptions Server)
{
    public static Gen<Bargain> Any =>
        from client in Compression.Options
        from server in Compression.Options
        select new Bargain(client, server);

    public static IEnumerable<Bargain> Shrink(Bargain bargain)
    {
        foreach (
            var offers in Shrinking.Lists(bargain.Client.Offers.ToArray(), offer => offer == DeflateOffer.Plain ? [] : [DeflateOffer.Plain])
        )
            yield return bargain with
            {
                Client = bargain.Client with { Offers = new Seq<DeflateOffer>(offers) },
            };
        if (bargain.Server != CompressionOptions.Default)
            yield return bargain with
            {
                Server = CompressionOptions.Default,
            };
    }
}
